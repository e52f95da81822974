import { expect, test } from 'vitest';
import { createInMemoryEventLog } from '../../../agents/log/in-memory-event-log.ts';
import { eventsOf, STARTED } from './logged-call.ts';
import { testApp, withKey } from './test-app.ts';

async function appWithCalls() {
  const eventLog = createInMemoryEventLog();
  const said = async (callId: string, asked: string, heard: string) =>
    await eventLog.append(
      callId,
      'user-1',
      eventsOf(callId, [
        STARTED,
        { type: 'turn.committed', generation: 1, source: 'speech', text: { private: asked }, speculative: false },
        { type: 'reply.composed', generation: 1, text: { private: heard }, kind: 'answer' },
        { type: 'reply.heard', generation: 1, text: { private: heard }, complete: true, interrupted: false },
      ]),
    );
  await said('a', 'I want my money back for the order', 'Which order is it?');
  await said('b', 'What time is it?', 'It is noon.');
  await said('c', 'Où est ma commande numéro douze ?', 'Votre commande arrive demain.');
  const app = await testApp({}, { eventLog });
  const search = async (payload: object) =>
    (await app.inject({ method: 'POST', url: '/api/calls/search', headers: withKey, payload })).json();
  return Object.assign(app, { search });
}

test('calls are found by what callers said and agents answered, with the passage', async () => {
  await using app = await appWithCalls();
  expect(await app.search({ query: 'order money' })).toMatchObject({
    hits: [{ call: { callId: 'a' }, passages: [{ who: 'caller', text: 'I want my money back for the order' }] }],
    looked: 3,
  });
  expect((await app.search({ query: 'NOON' })).hits).toMatchObject([
    { call: { callId: 'b' }, passages: [{ who: 'agent' }] },
  ]);
});

test('accents and case do not matter, words of different utterances do not add up', async () => {
  await using app = await appWithCalls();
  expect((await app.search({ query: 'numero ou' })).hits).toMatchObject([{ call: { callId: 'c' } }]);
  expect((await app.search({ query: 'time noon' })).hits).toEqual([]);
});

test('a search that found enough goes on where it stopped', async () => {
  await using app = await appWithCalls();
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await app.search({ query: 'i', limit: 1, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(...page.hits.map((hit: { call: { callId: string } }) => hit.call.callId));
    cursor = page.next;
  } while (cursor !== undefined);
  expect(ids.sort()).toEqual(['a', 'b', 'c']);
});
