/** Whole stacks, supervised as `npm start` supervises them, whose parts are missing, hang or are killed while people talk. */
import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventLog } from '../../agents/log/event-log.ts';
import { createMemoryClient } from '../../agents/memory/client.ts';
import type { MemoryAdmin, MemoryClient } from '../../agents/memory/service-api.ts';
import { type DeepgramDouble, startDeepgramDouble } from '../doubles/deepgram-double.ts';
import { type OpenAiDouble, startOpenAiDouble } from '../doubles/openai-double.ts';
import { eventsOf } from '../support/call-record.ts';
import { eventually } from '../support/eventually.ts';
import { speak } from '../support/human-speech.ts';
import { startStack, type TestStack } from '../support/stack.ts';
import { callStack, openLogOf, type StackCaller } from '../support/stack-caller.ts';

/** Memory is asked anew only for new words. */
const [FIRST, SECOND, THIRD] = ['what is my cat called', 'how is my cat called', 'tell me the name of my cat'] as const;
const ANSWER = 'Your cat has a lovely name.';
const STORY = Array.from({ length: 10 }, (_, index) => `Sentence number ${index + 1} of a long story is told.`).join(
  ' ',
);
/** An answer that is later than this would be noticed as late: the doubles answer at once. */
const IN_TIME_MS = 1_500;
const MARTIN = 'martin';
let stack: TestStack;
let deepgram: DeepgramDouble;
let openai: OpenAiDouble;
let callLog: EventLog;
let memory: MemoryClient & MemoryAdmin;
const said: string[] = [];

beforeAll(async () => {
  deepgram = await startDeepgramDouble({ script: () => THIRD });
  openai = await startOpenAiDouble({
    msPerCharacter: 20,
    replies: {
      [FIRST]: ANSWER,
      [SECOND]: ANSWER,
      [THIRD]: ANSWER,
      'hello there': 'Hello to you too.',
      'tell me a long story': STORY,
    },
  });
  stack = await startStack({
    spoil: (data) => writeFileSync(data.chroma, 'a file where the folder of the index should be'),
    onLine: (name, line) => said.push(`${name}: ${line}`),
    env: {
      DEEPGRAM_API_KEY: 'test-key',
      OPENAI_API_KEY: 'test-key',
      PARLEY_STT: `deepgram+${deepgram.url}?model=nova-3`,
      PARLEY_TTS: `openai+${openai.url}?model=gpt-4o-mini-tts&voice=alloy`,
      PARLEY_LLM: `openai+${openai.url}?model=gpt-4.1-mini`,
      PARLEY_EMBEDDER: `openai+${openai.url}?model=text-embedding-3-small`,
      PARLEY_GREETING: '-',
      PARLEY_HOSTS: '2',
    },
  });
  callLog = await openLogOf(stack);
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  memory = createMemoryClient({ url: stack.toolWorkerUrl, token: stack.env.PARLEY_INTERNAL_TOKEN ?? '', log });
}, 90_000);
afterAll(async () => {
  await callLog?.close();
  await stack?.stop();
  await openai?.close();
  await deepgram?.close();
});

const signal = () => AbortSignal.timeout(5_000);
const explain = () => said.slice(-40).join('\n');
const status = async () => (await (await fetch(`${stack.pageUrl}/api/status`)).json()) as Record<string, unknown>;
const kill = (part: Parameters<TestStack['pid']>[0], how: NodeJS.Signals = 'SIGKILL') => {
  const pid = stack.pid(part);
  if (pid === undefined) throw new Error(`${part} does not run, so it cannot be sent ${how}.`);
  process.kill(pid, how);
  return pid;
};
/** How memory ranked what it said to the latest turn of the call in `room`. */
const recalled = async (room: string, turns: number) => {
  const found = await eventually(
    `${turns} turns with what memory said to them`,
    async () => {
      const events = await eventsOf({ callLog }, room, 'recalled');
      return events.length >= turns && events;
    },
    { explain },
  );
  return found.at(-1);
};
const askAndHear = async (caller: StackCaller, question: string): Promise<void> => {
  expect(await caller.ask(question)).toBeLessThan(IN_TIME_MS);
  await caller.reads(ANSWER);
};

describe('without an index', () => {
  it('a call is answered, what is remembered is ranked by words, and the status says so', async () => {
    await memory.remember(
      {
        userId: MARTIN,
        sessionId: 'before',
        scope: 'long-term',
        kind: 'fact',
        content: "The caller's cat is called Minka.",
        provenance: { source: 'caller' },
      },
      signal(),
    );
    expect(stack.problems).toEqual([expect.stringContaining('memory is ranked by words')]);
    expect(await status()).toMatchObject({
      ready: true,
      missing: [],
      degraded: [expect.stringContaining('ranked by words')],
    });
    await using caller = await callStack(stack, 'no-index', { identity: MARTIN });
    await askAndHear(caller, FIRST);
    expect(await recalled('no-index', 1)).toMatchObject({
      ranking: 'lexical',
      degraded: expect.any(String),
      recordIds: [expect.any(String)],
    });
    const asked = openai.requests.findLast((request) => request.chat)?.chat?.messages[0];
    expect(JSON.stringify(asked)).toContain('Minka');
    rmSync(stack.data.chroma);
  });
});

describe('the tool-worker killed in the middle of a call', () => {
  it('costs a call with other models its memory for a moment, and nothing else', async () => {
    await using caller = await callStack(stack, 'no-tools', { identity: MARTIN, microphone: true });
    await askAndHear(caller, FIRST);
    const before = kill('tool-worker');
    await askAndHear(caller, SECOND);
    // Gone, or back within the turn on a fast machine and still without its index: either way it says what is missing.
    expect(await recalled('no-tools', 2)).toMatchObject({
      ranking: expect.stringMatching(/^(none|lexical)$/),
      degraded: expect.any(String),
    });
    await eventually('the tool-worker is back', async () => {
      const pid = stack.pid('tool-worker');
      return pid !== undefined && pid !== before && (await memory.status(signal()).catch(() => undefined));
    });
    await caller.quiet();
    const heard = caller.heard.length;
    await caller.say(await speak('Tell me the name of my cat.'));
    await eventually('a spoken question is answered', () => caller.heard.length > heard, { explain: caller.told });
    expect(await recalled('no-tools', 3)).toMatchObject({ ranking: expect.stringMatching(/lexical|blended/) });
    expect((await recalled('no-tools', 3))?.recordIds.length).toBeGreaterThan(0);
  });
});

describe('the index', () => {
  it('is started when it can be, filled from the records, and used', async () => {
    await eventually('the index is up and filled', async () => {
      const found = await memory.status(signal()).catch(() => undefined);
      return found?.index === 'up' && found.waitingForIndex === 0;
    });
    await eventually('the status is well', async () => ((await status()).degraded as string[]).length === 0);
    await using caller = await callStack(stack, 'indexed', { identity: MARTIN });
    await askAndHear(caller, FIRST);
    const event = await recalled('indexed', 1);
    expect(event).toMatchObject({ ranking: 'blended' });
    expect(event?.degraded).toBeUndefined();
  });

  it('that hangs and is then killed in the middle of a call delays no answer, and memory ranks by words', async () => {
    await using caller = await callStack(stack, 'index-lost', { identity: MARTIN });
    await askAndHear(caller, FIRST);
    kill('chroma', 'SIGSTOP');
    await askAndHear(caller, SECOND);
    expect(await recalled('index-lost', 2)).toMatchObject({ ranking: 'lexical', degraded: expect.any(String) });
    kill('chroma');
    await askAndHear(caller, THIRD);
    const event = await recalled('index-lost', 3);
    expect(event).toMatchObject({ ranking: 'lexical', degraded: expect.any(String) });
    expect(event?.recordIds.length).toBeGreaterThan(0);
  });
});

describe('livekit-server killed in the middle of a call', () => {
  it('ends the call or goes on with it, and a new one is answered', async () => {
    await using caller = await callStack(stack, 'cut-off');
    await caller.type('tell me a long story');
    await caller.reads('Sentence number 1');
    const killedAtMs = performance.now();
    const before = kill('livekit');
    await eventually(
      'a call would be answered again',
      async () =>
        ![before, undefined].includes(stack.pid('livekit')) &&
        (await status().catch(() => ({ ready: false }))).ready === true,
      { explain },
    );
    const backMs = Math.round(performance.now() - killedAtMs);
    await using next = await callStack(stack, 'after-the-cut');
    expect(await next.ask('hello there')).toBeLessThan(IN_TIME_MS);
    await next.reads('Hello to you too.');
    console.log(`livekit-server killed: a call would be answered after ${backMs} ms`);
    await eventually(
      'the old call has ended, or its caller is answered',
      async () => {
        if ((await eventsOf({ callLog }, 'cut-off', 'call.ended')).length > 0) return true;
        await caller.type('hello there').catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        return caller.agentText().includes('Hello to you too.');
      },
      { deadlineMs: 40_000, explain: () => `${caller.told()}\n${explain()}` },
    );
  });
});
