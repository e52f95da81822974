/** No request goes on for ever, and none is ended because its body was read. */
import { request as httpRequest } from 'node:http';
import { expect, test, vi } from 'vitest';
import { absentMemory } from '../../../server/records/memory-records.ts';
import { testApp, withKey } from './test-app.ts';

/** Only whether it happens matters here, not how busy the machine is. */
const PATIENTLY = { timeout: 20_000 };

/** An application whose memory hangs until its request is abandoned. */
async function hanging(requestDeadlineMs?: number) {
  const seen: AbortSignal[] = [];
  const hang = (signal: AbortSignal) => {
    seen.push(signal);
    return new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('abandoned')), { once: true });
    });
  };
  const memory = { ...absentMemory(), search: (_search: unknown, signal: AbortSignal) => hang(signal) };
  const app = await testApp({}, { memory, ...(requestDeadlineMs === undefined ? {} : { requestDeadlineMs }) });
  const base = await app.listen({ host: '127.0.0.1', port: 0 });
  return Object.assign(app, { seen, base });
}
const search = {
  method: 'POST',
  headers: { ...withKey, 'content-type': 'application/json' },
  body: JSON.stringify({ user: 'u', query: 'q' }),
};

test('a request that takes too long is told so, and its work is ended', async () => {
  await using app = await hanging(100);
  const reply = await fetch(`${app.base}/api/memory/search`, search);
  expect([reply.status, await reply.json()]).toMatchObject([
    504,
    { error: { code: 'timed_out', message: expect.stringContaining('100 ms') } },
  ]);
  expect(app.seen[0]?.aborted).toBe(true);
});

test('reading the body of a request does not abandon it, and its caller going does', async () => {
  await using app = await hanging();
  const outgoing = httpRequest(`${app.base}/api/memory/search`, { method: 'POST', headers: search.headers });
  outgoing.on('error', () => {});
  outgoing.end(search.body);
  await vi.waitFor(() => expect(app.seen).toHaveLength(1), PATIENTLY);
  await app.inject('/healthz');
  expect(app.seen[0]?.aborted).toBe(false);
  outgoing.destroy();
  await vi.waitFor(() => expect(app.seen[0]?.aborted).toBe(true), PATIENTLY);
});
