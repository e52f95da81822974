import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findSherpaModel } from '../../../agents/models/embedded/sherpa/sherpa-model.ts';
import { type DataFolder, dataFolder } from '../../../server/dev/data-folder.ts';
import { downloadProgress } from '../../../server/dev/download-progress.ts';
import { ensureSpeechTools, withoutSherpa } from '../../../server/dev/speech-tools.ts';
import type { Environment } from '../../../server/dev/stack-environment.ts';
import { startModelHub } from '../../support/model-hub.ts';

let data: DataFolder;
let said: string[];
beforeEach(() => {
  data = dataFolder(mkdtempSync(join(tmpdir(), 'parley-tools-')));
  // PocketSphinx counts as installed where its record is.
  mkdirSync(join(data.python, 'pocketsphinx-5.1.1.dist-info'), { recursive: true });
  said = [];
});
afterEach(() => rmSync(data.root, { recursive: true, force: true }));

const ensure = (env: Environment) => ensureSpeechTools(env, data, { say: (line) => said.push(line) });
const NOWHERE = 'http://127.0.0.1:1';

describe('the tools of hearing', () => {
  it('include the sherpa model when the settings name it, fetched with size, percent and speed', async () => {
    await using hub = await startModelHub();
    expect(await ensure({ PARLEY_STT: 'local:sherpa', PARLEY_MODEL_HUB: hub.url })).toEqual({});
    expect(await findSherpaModel(data.root)).toBeTruthy();
    expect(said[0]).toBe(`sherpa model: fetching 0.3 MB from ${hub.url} (once)`);
    expect(said.at(-1)).toMatch(/^sherpa model: 0\.3 of 0\.3 MB, 100 %, \d+\.\d MB\/s$/);
    said = [];
    hub.requests.length = 0;
    await ensure({ PARLEY_STT: 'local:sherpa', PARLEY_MODEL_HUB: hub.url });
    expect([said, hub.requests]).toEqual([[], []]);
  });

  it('do not include it when nobody asked for it', async () => {
    await ensure({ PARLEY_MODEL_HUB: NOWHERE });
    await ensure({ PARLEY_STT: 'deepgram', PARLEY_MODEL_HUB: NOWHERE });
    expect(said).toEqual([]);
  });

  it.each([
    ['local:sherpa,local:pocketsphinx', 'local:pocketsphinx', 'local:pocketsphinx hears.'],
    ['local:sherpa,deepgram?model=nova-3', 'deepgram?model=nova-3', 'deepgram?model=nova-3 hears.'],
    ['local:sherpa', undefined, 'what else is here hears.'],
  ])('leave %s to the next when the hub is not reached, in one sentence', async (wished, left, says) => {
    expect(await ensure({ PARLEY_STT: wished, PARLEY_MODEL_HUB: NOWHERE })).toEqual({ PARLEY_STT: left });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`The sherpa model could not be fetched: ${NOWHERE} cannot be reached (`);
    expect(said[0]).toContain(says);
  });

  it('take sherpa out of a chain wherever it stands', () => {
    expect(withoutSherpa('deepgram?model=nova-3, local:sherpa ,local:pocketsphinx')).toBe(
      'deepgram?model=nova-3,local:pocketsphinx',
    );
    expect(withoutSherpa('local:sherpa')).toBeUndefined();
  });
});

describe('the lines of a download', () => {
  it('come every two seconds and at the end, with the speed since the line before', () => {
    const line = downloadProgress('model');
    const at = (megabytes: number, nowMs: number) => line({ doneBytes: megabytes * 1e6, totalBytes: 70e6 }, nowMs);
    expect(at(10, 0)).toBeUndefined();
    expect(at(12, 1999)).toBeUndefined();
    expect(at(13, 2000)).toBe('model: 13.0 of 70.0 MB, 18 %, 1.5 MB/s');
    expect(at(20, 3000)).toBeUndefined();
    expect(at(70, 4000)).toBe('model: 70.0 of 70.0 MB, 100 %, 28.5 MB/s');
    expect(at(70, 9000)).toBeUndefined();
  });
});
