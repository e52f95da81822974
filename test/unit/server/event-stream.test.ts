/** The live stream of a call's events over a real socket: nothing missed, nothing twice, slow readers dropped by name. */
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { createInMemoryEventLog } from '../../../agents/log/in-memory-event-log.ts';
import { ENDED, eventsOf, logCall, TURN } from './logged-call.ts';
import { testApp, withKey } from './test-app.ts';

async function listening(bufferRows?: number) {
  const eventLog = createInMemoryEventLog(bufferRows === undefined ? {} : { subscriberBufferRows: bufferRows });
  const logged = await logCall(eventLog, 'live', false);
  const app = await testApp({}, { eventLog });
  const base = await app.listen({ host: '127.0.0.1', port: 0 });
  return Object.assign(app, { eventLog, logged, base });
}

/** Opens the stream; `until` resolves with all text so far once it contains `text`. */
async function open(base: string, headers: Record<string, string> = {}) {
  const stop = new AbortController();
  const response = await fetch(`${base}/api/calls/live/events`, {
    headers: { ...withKey, accept: 'text/event-stream', ...headers },
    signal: stop.signal,
  });
  if (response.body === null) throw new Error('The stream has no body.');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    response,
    stop: () => stop.abort(),
    async until(wanted: string): Promise<string> {
      while (!text.includes(wanted)) {
        const { done, value } = await reader.read();
        if (done) throw new Error(`The stream ended before ${JSON.stringify(wanted)}; it said ${text.slice(-500)}`);
        text += value;
      }
      return text;
    },
    async rest(): Promise<string> {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return text;
        text += value;
      }
    },
  };
}
const idsIn = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]));

test('what was logged comes first, then what happens, until the call ends', async () => {
  await using app = await listening();
  const stream = await open(app.base);
  expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  await stream.until('id: 12\n');
  await app.eventLog.append('live', 'user-1', eventsOf('live', [...TURN, ENDED], 13));
  const text = await stream.rest();
  expect(idsIn(text)).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
  expect(text).toContain('event: end\ndata: {"reason":"caller left"}');
  expect(text).toContain('what is 23 times 17');
});

test('a reader that comes back with Last-Event-ID misses nothing and hears nothing twice', async () => {
  await using app = await listening();
  await app.eventLog.append('live', 'user-1', eventsOf('live', [ENDED], 13));
  const stream = await open(app.base, { 'last-event-id': '9' });
  expect(idsIn(await stream.rest())).toEqual([10, 11, 12, 13]);
});

test('a stream does not hold up the end of the server', async () => {
  const app = await listening();
  const stream = await open(app.base);
  await stream.until('id: 12\n');
  await app.close();
  await expect(stream.rest().catch(() => 'cut')).resolves.toBeDefined();
});

test('a reader that does not read is dropped by name instead of being buffered for', async () => {
  await using app = await listening(50);
  const big = { type: 'reply.composed', generation: 1, text: { private: 'x'.repeat(20_000) }, kind: 'answer' } as const;
  const socketText = await new Promise<string>((resolve, reject) => {
    const outgoing = request(
      `${app.base}/api/calls/live/events`,
      { headers: { ...withKey, accept: 'text/event-stream' } },
      (response) => {
        response.setEncoding('utf8');
        let text = '';
        // Paused from the first byte: socket buffers fill up, then the subscription's, while the call goes on.
        void (async () => {
          for (let seq = 13; seq < 1013; seq += 10)
            await app.eventLog.append(
              'live',
              'user-1',
              eventsOf(
                'live',
                Array.from({ length: 10 }, () => big),
                seq,
              ),
            );
          response.on('data', (chunk: string) => {
            text += chunk;
          });
        })().catch(reject);
        response.on('close', () => resolve(text));
        response.on('error', () => resolve(text));
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
  expect(idsIn(socketText).length).toBeLessThan(1000);
  expect(socketText).toContain('event: dropped\ndata: {"code":"slow_reader"');
});
