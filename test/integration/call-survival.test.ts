import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conversationOf } from '../../agents/log/conversation.ts';
import type { EventLog } from '../../agents/log/event-log.ts';
import { foldCall } from '../../agents/log/fold.ts';
import { openDatabaseThread } from '../../agents/log/sqlite/database-thread.ts';
import { openSqliteEventLog } from '../../agents/log/sqlite/sqlite-event-log.ts';
import { createMemoryService, type MemoryService } from '../../agents/memory/service.ts';
import { eventsIn, eventsOf } from '../support/call-record.ts';
import { type CallStack, startCallStack } from '../support/call-stack.ts';
import { eventually } from '../support/eventually.ts';
import { speak } from '../support/human-speech.ts';
import { serveMemory, TOKEN } from '../support/memory-http.ts';
import { joinAndSpeak, type SpeakingCaller } from '../support/speaking-caller.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-survival-'));
const database = { file: join(folder, 'parley.db'), masterKeyFile: join(folder, 'master.key') };
const STORY = Array.from({ length: 14 }, (_, index) => `Sentence number ${index + 1} of a long story is told.`).join(
  ' ',
);
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
let stack: CallStack;
let callLog: EventLog;
let memory: MemoryService;
let served: Awaited<ReturnType<typeof serveMemory>>;

beforeAll(async () => {
  callLog = await openSqliteEventLog(database);
  memory = await createMemoryService({ dbFile: database.file, masterKeyFile: database.masterKeyFile, log: quiet });
  served = await serveMemory(memory);
  stack = await startCallStack({
    callLog,
    hosts: 2,
    deepgram: { script: ['the marmalade is behind the teapot', 'what did i just say'] },
    openai: {
      msPerCharacter: 25,
      replies: {
        'the marmalade is behind the teapot': 'I will keep the marmalade in mind.',
        'tell me a long story': STORY,
        'remember that my cat is called Minka': {
          toolCalls: [{ name: 'remember', arguments: { fact: "The caller's cat is called Minka." } }],
          afterTools: `Done. ${STORY}`,
        },
        'hello there': 'Hello to you too.',
      },
    },
    env: { PARLEY_GREETING: '-', PARLEY_TOOL_WORKER_URL: served.url, PARLEY_INTERNAL_TOKEN: TOKEN },
  });
}, 60_000);
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
  await served?.close();
  await memory?.close();
  await callLog?.close();
  rmSync(folder, { recursive: true, force: true });
});

const call = async (room: string, microphone = false, onAgentAudio?: (pcm: Int16Array) => void) => {
  const caller = await joinAndSpeak(stack.livekit.server, room, {
    agent: { name: 'parley' },
    microphone,
    ...(onAgentAudio ? { onAgentAudio } : {}),
  });
  await eventually('the agent is there', () => caller.events.some((event) => event.type === 'hello'), {
    deadlineMs: 20_000,
    explain: workerSaid,
  });
  return Object.assign(caller, { [Symbol.asyncDispose]: () => caller.leave() });
};
const workerSaid = () =>
  stack.worker.log.lines.map((line) => `${line.level} ${line.message} ${JSON.stringify(line.fields)}`).join('\n');
const says = (caller: SpeakingCaller, text: string, deadlineMs = 30_000) =>
  eventually(`the caption ${JSON.stringify(text)}`, () => caller.agentText().includes(text), {
    deadlineMs,
    explain: () => `${JSON.stringify(caller.captions)} ${workerSaid()}`,
  });
const hostOfTheCall = () =>
  eventually('the host of the call', () => stack.worker.worker.report().hosts.find((host) => host.load.calls > 0), {
    explain: workerSaid,
  });
const bothHosts = () =>
  eventually(
    'two hosts',
    () => stack.worker.worker.report().hosts.filter((host) => ['active', 'standby'].includes(host.role)).length === 2,
    { deadlineMs: 20_000, explain: workerSaid },
  );

describe('the record of a call', () => {
  it('tells the conversation as it was heard, its times and its costs, and shows no word of it on the disk', async () => {
    {
      await using caller = await call('recorded', true);
      await caller.say(await speak('The marmalade is behind the teapot.'));
      await says(caller, 'I will keep the marmalade in mind.');
      await eventually('it has ended', () => caller.states.at(-1) === 'listening');
      await caller.type('tell me a long story');
      await says(caller, 'Sentence number 1 of');
      await caller.type('hello there');
      await says(caller, 'Hello to you too.');
      await eventually('it has ended', () => caller.states.at(-1) === 'listening');
    }
    const events = await eventually(
      'the end of the call in the log',
      async () => {
        const found = await eventsIn(stack.worker, 'recorded');
        return found.some((event) => event.type === 'call.ended') && found;
      },
      { explain: workerSaid },
    );
    const state = foldCall(events);
    const lines = conversationOf(state);
    expect(lines.map((line) => line.role)).toEqual(['user', 'agent', 'user', 'agent', 'user', 'agent']);
    expect(lines[0]?.text).toBe('the marmalade is behind the teapot');
    expect(lines[1]?.text).toBe('I will keep the marmalade in mind.');
    expect(lines[3]).toMatchObject({ interrupted: true });
    expect(STORY.startsWith(lines[3]?.text ?? '-')).toBe(true);
    expect(lines[3]?.text.length).toBeLessThan(STORY.length);
    expect(lines[5]?.text).toBe('Hello to you too.');
    const spoken = state.stagesMs[lines[0]?.generation ?? -1] ?? {};
    for (const stage of [
      'hear.endpoint',
      'hear.final',
      'recall',
      'plan.first_token',
      'plan.first_clause',
      'speak.first_byte',
      'speak.playout',
      'turn.ear',
    ] as const)
      expect(spoken[stage], stage).toBeGreaterThanOrEqual(0);
    expect(spoken['turn.ear']).toBeLessThan(2_500);
    // A double on this machine has no price, so what it was given is all there is.
    expect(Object.values(state.costs).some((cost) => cost.inputTokens > 0 && cost.outputTokens > 0)).toBe(true);
    expect(Object.values(state.costs).some((cost) => cost.characters > 0)).toBe(true);
    expect(Object.values(state.costs).some((cost) => cost.audioSeconds > 0)).toBe(true);
    const bytes = readdirSync(folder)
      .filter((name) => name.startsWith('parley.db'))
      .map((name) => readFileSync(join(folder, name)).toString('latin1'))
      .join('');
    expect(bytes).toContain('turn.committed');
    expect(bytes).not.toMatch(/marmalade|teapot|Hello to you/i);
  });
});

describe('a host that is killed in the middle of a reply', () => {
  it('is replaced within moments: same identity, same conversation, nothing done twice', async () => {
    await bothHosts();
    const loudAtMs: number[] = [];
    await using caller = await call('killed', false, (pcm) => {
      if (pcm.some((sample) => Math.abs(sample) > 500)) loudAtMs.push(performance.now());
    });
    await caller.type('remember that my cat is called Minka');
    await says(caller, 'Sentence number 2', 15_000);
    const [agent] = [...caller.room.remoteParticipants.values()];
    const host = await hostOfTheCall();
    const callId = stack.worker.worker.report().calls;
    expect(callId).toBe(1);
    process.kill(host.pid ?? 0, 'SIGKILL');
    const killedAtMs = performance.now();
    await eventually(
      'the call is taken over',
      async () => (await eventsOf(stack.worker, 'killed', 'call.started')).length === 2,
      { explain: workerSaid },
    );
    // What the dead host had sent may still sound: it is the new one's once it is heard long after.
    await eventually('the agent is heard again', () => (loudAtMs.at(-1) ?? 0) > killedAtMs + 800, {
      deadlineMs: 15_000,
      explain: () => JSON.stringify({ captions: caller.captions, log: workerSaid() }),
    });
    const after = loudAtMs.filter((atMs) => atMs > killedAtMs);
    const gapMs = Math.round(Math.max(...after.map((atMs, index) => atMs - (after[index - 1] ?? killedAtMs))));
    console.log(`host killed in the middle of a reply: ${gapMs} ms of silence at the ear`);
    expect(gapMs).toBeLessThan(3_000);
    expect(performance.now() - killedAtMs).toBeLessThan(6_000);
    expect([...caller.room.remoteParticipants.values()].map((each) => each.identity)).toEqual([agent?.identity]);
    const facts = await memory.records({ userId: 'caller-killed', limit: 100 }, AbortSignal.timeout(2_000));
    expect(
      facts.filter((record) => record.content.private.includes('Minka') && record.scope === 'long-term'),
    ).toHaveLength(1);
    await caller.type('hello there');
    await says(caller, 'Hello to you too.');
    const committed = await eventsOf(stack.worker, 'killed', 'turn.committed');
    expect(new Set(committed.map((event) => event.generation)).size).toBe(committed.length);
    const request = stack.openai.requests.findLast((seen) => seen.chat !== undefined)?.chat;
    expect(JSON.stringify(request?.messages)).toContain('my cat is called Minka');
  });

  it('does no command of the inbox a second time', async () => {
    await bothHosts();
    await using caller = await call('commanded');
    const callId = await eventually(
      'the call in the log',
      async () => (await eventsIn(stack.worker, 'commanded'))[0]?.callId,
    );
    await stack.worker.inbox.put(callId, { id: 'm1', type: 'message', text: 'hello there', from: 'operator' });
    await stack.livekit.rooms.sendData('commanded', new Uint8Array(), 0, { topic: 'parley.bell' });
    await says(caller, 'Hello to you too.');
    await eventually('it has ended', () => caller.states.at(-1) === 'listening');
    // As if the removal had been lost with the host.
    await stack.worker.inbox.put(callId, { id: 'm1', type: 'message', text: 'hello there', from: 'operator' });
    const host = await hostOfTheCall();
    process.kill(host.pid ?? 0, 'SIGKILL');
    await eventually(
      'the agent is back',
      async () => (await eventsOf(stack.worker, 'commanded', 'call.started')).length === 2,
      {
        deadlineMs: 15_000,
        explain: workerSaid,
      },
    );
    await stack.livekit.rooms.sendData('commanded', new Uint8Array(), 0, { topic: 'parley.bell' });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await eventsOf(stack.worker, 'commanded', 'turn.committed')).toHaveLength(1);
  });
});

describe('a full disk during a call', () => {
  it('keeps the call going, refuses aloud what must be written down first, and loses no event', async () => {
    await bothHosts();
    await using caller = await call('full-disk');
    const limits = await openDatabaseThread(database);
    let greetings = 0;
    await limits.run('database.limit', { maxBytes: 1 });
    try {
      // The last pages of the file may have room for a few turns more.
      await eventually(
        'the log fails',
        async () => {
          if (workerSaid().includes('The log cannot be written')) return true;
          const answered = caller.agentText().split('Hello to you too.').length - 1;
          if (answered < greetings || ['thinking', 'speaking'].includes(caller.states.at(-1) ?? '')) return false;
          greetings += 1;
          await caller.type('hello there');
          return false;
        },
        { explain: () => `${greetings} turns, ${caller.agentText()}\n${workerSaid()}` },
      );
      await says(caller, 'Hello to you too.');
      await caller.type('remember that my cat is called Minka');
      await says(caller, 'Done.', 8_000);
      const request = stack.openai.requests.findLast((seen) => seen.chat !== undefined)?.chat;
      expect(JSON.stringify(request?.messages.at(-1))).toContain('could not be written down first');
    } finally {
      await limits.run('database.limit', { maxBytes: 500_000_000 });
      await limits.close();
    }
    await eventually(
      'everything is stored',
      async () => (await eventsOf(stack.worker, 'full-disk', 'turn.committed')).length === greetings + 1,
      { explain: workerSaid, deadlineMs: 15_000 },
    );
    const state = foldCall(await eventsIn(stack.worker, 'full-disk'));
    expect(state.tools.map(({ tool, outcome }) => [tool, outcome])).toEqual([['remember', 'error']]);
  });
});

describe('memory that dies during a call', () => {
  it('costs no answer its time, and is used again when it is back', async () => {
    await bothHosts();
    await using caller = await call('forgetful');
    await served.close();
    const askedAtMs = performance.now();
    const before = caller.heard.length;
    await caller.type('hello there');
    await eventually('an answer', () => caller.heard.length > before);
    expect((caller.heard[before]?.startMs ?? 0) - askedAtMs).toBeLessThan(1_000);
    await says(caller, 'Hello to you too.');
    const recalled = async () => (await eventsOf(stack.worker, 'forgetful', 'recalled')).at(-1);
    expect(await eventually('what memory said', recalled)).toMatchObject({ ranking: 'none', recordIds: [] });
    served = await serveMemory(memory, Number(new URL(served.url).port));
    await memory.remember(
      {
        userId: 'caller-forgetful',
        sessionId: 'before',
        scope: 'long-term',
        kind: 'fact',
        content: 'The caller says hello there to everybody.',
        provenance: { source: 'caller' },
      },
      AbortSignal.timeout(2_000),
    );
    await eventually('it has ended', () => caller.states.at(-1) === 'listening');
    await caller.type('hello there');
    await eventually('memory is used again', async () => ((await recalled())?.recordIds.length ?? 0) > 0, {
      explain: workerSaid,
    });
  });
});

describe('livekit-server restarted in the middle of a call', () => {
  it('ends the call or goes on with it, and takes a new one', async () => {
    await bothHosts();
    await using caller = await call('restarted');
    await caller.type('tell me a long story');
    await says(caller, 'Sentence number 1');
    await stack.livekit.restart();
    await eventually('the worker is registered again', () => stack.worker.worker.report().registered, {
      deadlineMs: 20_000,
      explain: workerSaid,
    });
    await using next = await call('after-restart');
    await next.type('hello there');
    await says(next, 'Hello to you too.');
    await caller.leave();
    await eventually(
      'the old call is over or alive, never stuck',
      async () => (await eventsOf(stack.worker, 'restarted', 'call.ended')).length === 1,
      { deadlineMs: 40_000, explain: workerSaid },
    );
  });
});
