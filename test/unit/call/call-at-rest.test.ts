/** What people say, show and give in a call stands in marked fields only, whatever way it came. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { shownBefore } from '../../../agents/call/shown-before.ts';
import { marked } from '../../../agents/observation/schema.ts';
import type { FileResponse } from '../../../agents/seeing/reading-api.ts';
import type { InboxCommand } from '../../../agents/worker/host-messages.ts';
import { ScriptedModel } from '../../support/scripted-model.ts';
import { callRig } from './call-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

const WORD = 'Zebedee';
const TABLE = {
  kind: 'table' as const,
  name: marked(`${WORD}.csv`),
  columns: [{ name: `${WORD} owes`, type: 'text' as const, unit: WORD }],
  rows: [[`to ${WORD}`], [null]],
};
const PAGES = {
  kind: 'document' as const,
  name: marked(`${WORD}.pdf`),
  mediaType: 'application/pdf',
  pages: [{ number: 1, text: marked(`about ${WORD}`) }],
};
const FILES: Record<string, FileResponse> = {
  [`${WORD}.csv`]: { kind: 'table', tables: [TABLE], notes: [`${WORD} is a name`] },
  [`${WORD}.pdf`]: { kind: 'document', document: PAGES, notes: [] },
  [`${WORD}.jpg`]: {
    kind: 'picture',
    name: `${WORD}.jpg`,
    widthPx: 1,
    heightPx: 1,
    jpegBase64: '',
    text: WORD,
    lines: [],
    notes: [],
  },
};

/** What a store writes in the clear. */
const inTheClear = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && 'private' in part ? undefined : part,
  );

async function wholeCall() {
  const rig = callRig(new ScriptedModel(...Array(4).fill(`Hello ${WORD}. Nice to meet you.`)), {
    reading: async (_bytes, name) => FILES[name] ?? Promise.reject(new Error(`There is no ${name}.`)),
  });
  void rig.run();
  await pass(0);
  rig.room().comes('ann');
  await pass(0);
  const does = (command: Record<string, unknown>) => rig.call.command({ from: 'bob', ...command } as InboxCommand);
  for (const [at, name] of [...Object.keys(FILES), `no ${WORD}.xls`].entries()) {
    does({ id: `file-${at}`, type: 'file', fileId: 'f', name, mediaType: '', sizeBytes: 1, key: 'k' });
    await pass(100);
  }
  does({ id: 'm', type: 'message', text: `This is ${WORD}` });
  await pass(8_000);
  does({ id: 'w', type: 'whisper', text: `Be kind to ${WORD}` });
  rig.room().types(`My name is ${WORD}`, 'ann');
  await pass(8_000);
  const report = { taskId: 't', state: 'FAILED', goal: `find ${WORD}`, summary: `${WORD} is nowhere` };
  does({ id: 'r', type: 'task-report', ...report });
  await pass(8_000);
  return rig;
}

it('whatever comes in is logged, and nothing of it in the clear', async () => {
  const { events } = await wholeCall();
  const kinds = events.flatMap((event) => (event.type === 'observed' ? [event.observation.kind] : []));
  expect(kinds).toEqual(expect.arrayContaining(['table', 'document', 'text']));
  expect(JSON.stringify(events)).toContain(`to ${WORD}`);
  for (const event of events) expect(inTheClear(event), event.type).not.toContain(WORD);
});

it('files of a call that is taken over come back from its log as they were given', async () => {
  const { events } = await wholeCall();
  const { files } = shownBefore(events);
  expect(files.map(({ name }) => name)).toEqual(Object.keys(FILES));
  expect(files[0]?.file).toMatchObject({ tables: [TABLE] });
  expect(files[1]?.file).toMatchObject({ document: PAGES });
});
