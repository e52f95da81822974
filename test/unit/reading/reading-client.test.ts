/** The client of the reading service: it always comes back, and says why. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { silentLog } from '../../../agents/models/embedded/log.ts';
import { readerOf } from '../../../agents/seeing/reading/reader-of-client.ts';
import { createReadingClient, ReadingClientError } from '../../../agents/seeing/reading/reading-client.ts';
import { FILE_LIMITS } from '../../../agents/seeing/reading-api.ts';

const { signal } = new AbortController();

async function service(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    client: createReadingClient({ url, token: 'secret', log: silentLog }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
const failure = (work: Promise<unknown>): Promise<ReadingClientError> =>
  work.then(
    () => {
      throw new Error('It did not fail.');
    },
    (error: unknown) => {
      if (error instanceof ReadingClientError) return error;
      throw error;
    },
  );

test('what is asked arrives: the secret, the slot, the size of grey pixels', async () => {
  const seen: (string | undefined)[] = [];
  await using rig = await service((request, response) => {
    seen.push(request.url, request.headers.authorization, request.headers['content-type']);
    response.end(JSON.stringify({ lines: [], tookMs: 1 }));
  });
  await rig.client.ocr(new Uint8Array(6), { slot: 'a b', grey: { widthPx: 3, heightPx: 2 } }, signal);
  expect(seen[0]).toMatch(/^\/reading\/ocr\?deadlineMs=15000&width=3&height=2&slot=a\+b$/);
  expect(seen.slice(1)).toEqual(['Bearer secret', 'application/x-grey']);
  expect(await readerOf(rig.client).read(new Uint8Array(1), { slot: 's', language: 'eng' }, signal)).toEqual([]);
});

test('a service that hangs costs its deadline; one that is left is left at once', async () => {
  await using rig = await service(() => {});
  const startedMs = performance.now();
  expect((await failure(rig.client.ocr(new Uint8Array(1), { deadlineMs: 1 }, signal))).code).toBe('unreachable');
  expect(performance.now() - startedMs).toBeLessThan(4_000);
  const leaving = new AbortController();
  const left = failure(rig.client.file(new Uint8Array(1), 'a', '', leaving.signal));
  leaving.abort();
  expect((await left).code).toBe('cancelled');
});

test('a service that dies, answers nonsense or answers another shape fails in words', async () => {
  for (const [answer, words] of [
    ['<html>', /something else/],
    ['{"kind":"table","tables":[{"rows":[[{}]]}],"notes":[]}', /something else/],
    [undefined, /cannot be reached/],
  ] as const) {
    await using rig = await service((request, response) => {
      if (answer === undefined) request.socket.destroy();
      else response.end(answer);
    });
    const failed = await failure(rig.client.file(new Uint8Array(1), 'a.csv', 'text/csv', signal));
    expect(failed).toMatchObject({ code: 'unreachable', message: expect.stringMatching(words) });
  }
});

test('the code and the sentence of a refusal are passed on, and a file that is too large is never sent', async () => {
  let requests = 0;
  await using rig = await service((_, response) => {
    requests += 1;
    response.statusCode = 422;
    response.end(JSON.stringify({ error: { code: 'encrypted', message: '"a.pdf" is protected by a password.' } }));
  });
  const refused = await failure(rig.client.file(new Uint8Array(1), 'a.pdf', 'application/pdf', signal));
  expect(refused).toMatchObject({ code: 'encrypted', message: '"a.pdf" is protected by a password.' });
  const large = new Uint8Array(FILE_LIMITS.bytes + 1);
  expect((await failure(rig.client.file(large, 'a', '', signal))).code).toBe('too_large');
  expect(requests).toBe(1);
});

test('a service that hangs does not collect pictures without bound', async () => {
  await using rig = await service(() => {});
  const leaving = new AbortController();
  const asked = Array.from({ length: 20 }, () => failure(rig.client.ocr(new Uint8Array(1), {}, leaving.signal)));
  const codes: string[] = [];
  for (const one of asked) void one.then(({ code }) => codes.push(code));
  await asked.at(-1);
  expect(codes).toEqual(Array(4).fill('busy'));
  leaving.abort();
  await Promise.all(asked);
});
