/** Reading calls over HTTP: list, detail, pages of events, timeline. */
import { expect, test } from 'vitest';
import { createInMemoryEventLog } from '../../../agents/log/in-memory-event-log.ts';
import { logCall } from './logged-call.ts';
import { testApp, withKey } from './test-app.ts';

async function appWithCalls() {
  const eventLog = createInMemoryEventLog();
  const events = await logCall(eventLog, 'call-1');
  await logCall(eventLog, 'call-2', false);
  const app = await testApp({}, { eventLog });
  const get = async (url: string, headers: Record<string, string> = withKey) => app.inject({ url, headers });
  return Object.assign(app, { events, get });
}

test('calls are listed and filtered for a key, and for nobody else', async () => {
  await using app = await appWithCalls();
  const all = (await app.get('/api/calls')).json();
  expect(all.calls.map(({ callId }: { callId: string }) => callId).sort()).toEqual(['call-1', 'call-2']);
  expect((await app.get('/api/calls?status=live')).json().calls).toMatchObject([
    { callId: 'call-2', userId: 'user-1', agent: 'companion', roomName: 'room-a' },
  ]);
  expect((await app.get('/api/calls?user=somebody-else')).json().calls).toEqual([]);
  for (const url of [
    '/api/calls',
    '/api/calls/call-1',
    '/api/calls/call-1/events',
    '/api/calls/call-1/timeline',
    '/api/memory?user=user-1',
  ]) {
    const refused = await app.get(url, {});
    expect([refused.statusCode, refused.json().error.code], url).toEqual([401, 'key_required']);
  }
});

test('the list goes on from page to page until it ends', async () => {
  await using app = await appWithCalls();
  const first = (await app.get('/api/calls?limit=1')).json();
  const second = (await app.get(`/api/calls?limit=1&cursor=${encodeURIComponent(first.next)}`)).json();
  expect(first.calls[0].callId).not.toBe(second.calls[0].callId);
  expect(
    second.next ? (await app.get(`/api/calls?limit=1&cursor=${encodeURIComponent(second.next)}`)).json().calls : [],
  ).toEqual([]);
});

test('one call tells who, when, with which models and at what cost', async () => {
  await using app = await appWithCalls();
  expect((await app.get('/api/calls/call-1')).json()).toMatchObject({
    callId: 'call-1',
    status: 'ended',
    agent: 'companion',
    outcome: 'completed',
    endReason: 'caller left',
    turns: 1,
    costUsd: 0.002,
    unpricedUses: 1,
    participants: [{ identity: 'user-1', userId: 'user-1', kind: 'standard', name: 'Martin' }],
    models: { stt: 'deepgram nova-3' },
  });
});

test('events come as pages, exactly as they were logged', async () => {
  await using app = await appWithCalls();
  const read: unknown[] = [];
  let url: string | undefined = '/api/calls/call-1/events?limit=5';
  while (url !== undefined) {
    const page: { events: unknown[]; next?: number } = (await app.get(url)).json();
    expect(page.events.length).toBeLessThanOrEqual(5);
    read.push(...page.events);
    url = page.next === undefined ? undefined : `/api/calls/call-1/events?limit=5&after=${page.next}`;
  }
  expect(read).toEqual(app.events);
});

test('the timeline tells what was said, what was heard of it, what was done and how long it took', async () => {
  await using app = await appWithCalls();
  const timeline = (await app.get('/api/calls/call-1/timeline')).json();
  expect(timeline.conversation).toMatchObject([
    { role: 'user', text: 'what is 23 times 17' },
    { role: 'agent', composed: 'It is 391. Anything else?', heard: 'It is 391.', interrupted: true },
  ]);
  expect(timeline.tools).toMatchObject([{ tool: 'arithmetic', verdict: 'allow', outcome: 'ok', result: '391' }]);
  expect(timeline.turns).toEqual([{ generation: 1, stagesMs: { 'hear.endpoint': 310, 'turn.ear': 505 }, usd: 0.002 }]);
  expect(timeline.degradations).toMatchObject([{ stage: 'recall', action: 'answered without memory' }]);
  expect(timeline.call.callId).toBe('call-1');
});

test('an unknown call is not found by name', async () => {
  await using app = await appWithCalls();
  for (const url of ['/api/calls/nope', '/api/calls/nope/events', '/api/calls/nope/timeline']) {
    const reply = await app.get(url);
    expect([reply.statusCode, reply.json().error.code], url).toEqual([404, 'call_not_found']);
    expect(reply.json().error.message).toContain('"nope"');
  }
});
