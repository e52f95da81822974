import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { machineProbes } from '../../../agents/models/probes.ts';
import { unreachablePort } from '../../doubles/unreachable-url.ts';

async function withServer<T>(answer: string | undefined, run: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((_request, response) => {
    if (answer !== undefined) response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
const empty = mkdtempSync(join(tmpdir(), 'parley-probes-'));
const probes = (ollamaUrl: string) => machineProbes({ dataFolder: empty, environment: { PATH: empty }, ollamaUrl });

test('Ollama is there when it lists its models', async () => {
  await withServer('{"models":[{"name":"qwen3:4b","size":1}]}', async (url) =>
    expect(await probes(url).ollamaModels()).toEqual(['qwen3:4b']),
  );
});

test('Ollama is not there when something else answers, nobody does, or it says nothing for too long', async () => {
  // A probe that waited for it would hang here.
  await withServer('<html>', async (url) => expect(await probes(url).ollamaModels()).toBeUndefined());
  expect(await probes(`http://127.0.0.1:${await unreachablePort()}`).ollamaModels()).toBeUndefined();
  await withServer(undefined, async (url) => expect(await probes(url).ollamaModels()).toBeUndefined());
});

test('without Python and without a model folder there are no local ears', async () => {
  const none = probes('http://127.0.0.1:1');
  expect(await none.pocketsphinxPresent()).toBe(false);
  expect(await none.sherpaModelPresent()).toBe(false);
});
