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
/** The doubles answer at once; an answer that waited for a part that is gone would come after 5 s, that part's own limit. */
const IN_TIME_MS = 3_000;
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
/** A test that is tried again has a call of its own. */
let rooms = 0;
const roomOf = (name: string) => `${name}-${++rooms}`;
const askAndHear = async (caller: StackCaller, question: string): Promise<void> => {
  expect(await caller.ask(question)).toBeLessThan(IN_TIME_MS);
  await caller.reads(ANSWER);
};
/**
 * Asks by `ask` until memory answered as `ranking` says, and gives its last answer: on a busy machine it may be late for a
 * turn, which then goes on without it.
 */
const askUntil = async (room: string, ranking: RegExp, ask: (attempt: number) => Promise<void>) => {
  const answers = () => eventsOf({ callLog }, room, 'recalled');
  for (let attempt = 0; ; attempt += 1) {
    const before = (await answers()).length;
    await ask(attempt);
    const noted = async () => (await answers()).slice(before).at(-1);
    const answer = await eventually('an answer of memory', noted, { deadlineMs: 5_000 }).catch(() => undefined);
    if ((answer && ranking.test(answer.ranking)) || attempt === 5) return answer;
  }
};
const asking = (caller: StackCaller, questions: readonly [string, string]) => async (attempt: number) => {
  await askAndHear(caller, questions[attempt % 2 === 0 ? 0 : 1]);
};

describe('without an index', () => {
  afterAll(() => rmSync(stack.data.chroma));
  it('a call is answered, what is remembered is ranked by words, and the status says so', async () => {
    expect(stack.problems).toEqual([expect.stringContaining('memory is ranked by words')]);
    expect(await status()).toMatchObject({
      ready: true,
      missing: [],
      degraded: [expect.stringContaining('ranked by words')],
    });
    const room = roomOf('no-index');
    await using caller = await callStack(stack, room, { identity: MARTIN });
    expect(await askUntil(room, /lexical/, asking(caller, [FIRST, SECOND]))).toMatchObject({
      ranking: 'lexical',
      degraded: expect.any(String),
      recordIds: [expect.any(String)],
    });
    const asked = openai.requests.findLast((request) => request.chat)?.chat?.messages[0];
    expect(JSON.stringify(asked)).toContain('Minka');
  });
});

describe('the tool-worker killed in the middle of a call', () => {
  it('costs a call with other models its memory for a moment, and nothing else', async () => {
    const room = roomOf('no-tools');
    await using caller = await callStack(stack, room, { identity: MARTIN, microphone: true });
    await askAndHear(caller, FIRST);
    const before = kill('tool-worker');
    const lost = await askUntil(room, /none|lexical/, asking(caller, [SECOND, THIRD]));
    // Gone, or back within the turn on a fast machine and still without its index: either way it says what is missing.
    expect(lost).toMatchObject({
      ranking: expect.stringMatching(/^(none|lexical)$/),
      degraded: expect.any(String),
    });
    await eventually('the tool-worker is back', async () => {
      const pid = stack.pid('tool-worker');
      return pid !== undefined && pid !== before && (await memory.status(signal()).catch(() => undefined));
    });
    await caller.quiet();
    const speech = await speak('Tell me the name of my cat.');
    const found = await askUntil(room, /lexical|blended/, async () => {
      await caller.quiet();
      const heard = caller.heard.length;
      await caller.say(speech);
      await eventually('a spoken question is answered', () => caller.heard.length > heard, { explain: caller.told });
    });
    expect(found).toMatchObject({ ranking: expect.stringMatching(/lexical|blended/) });
    expect(found?.recordIds.length).toBeGreaterThan(0);
  });
});

describe('the index', () => {
  it('is started when it can be, filled from the records, and used', { timeout: 240_000 }, async () => {
    const filled = async () => {
      const found = await memory.status(signal()).catch(() => undefined);
      return found?.index === 'up' && found.waitingForIndex === 0;
    };
    // It is tried again after a minute at the latest.
    await eventually('the index is up and filled', filled, { deadlineMs: 120_000, explain });
    await eventually('the status is well', async () => ((await status()).degraded as string[]).length === 0);
    const room = roomOf('indexed');
    await using caller = await callStack(stack, room, { identity: MARTIN });
    const event = await askUntil(room, /blended/, asking(caller, [FIRST, SECOND]));
    expect(event).toMatchObject({ ranking: 'blended' });
    expect(event?.degraded).toBeUndefined();
  });

  it('that hangs and is then killed in the middle of a call delays no answer, and memory ranks by words', async () => {
    const room = roomOf('index-lost');
    await using caller = await callStack(stack, room, { identity: MARTIN });
    await askAndHear(caller, FIRST);
    kill('chroma', 'SIGSTOP');
    const hanging = await askUntil(room, /lexical/, asking(caller, [SECOND, FIRST]));
    expect(hanging).toMatchObject({ ranking: 'lexical', degraded: expect.any(String) });
    kill('chroma');
    const event = await askUntil(room, /lexical/, asking(caller, [THIRD, FIRST]));
    expect(event).toMatchObject({ ranking: 'lexical', degraded: expect.any(String) });
    expect(event?.recordIds.length).toBeGreaterThan(0);
  });
});

describe('livekit-server killed in the middle of a call', () => {
  it('ends the call or goes on with it, and a new one is answered', async () => {
    const cut = roomOf('cut-off');
    await using caller = await callStack(stack, cut);
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
    await using next = await callStack(stack, roomOf('after-the-cut'));
    expect(await next.ask('hello there')).toBeLessThan(IN_TIME_MS);
    await next.reads('Hello to you too.');
    console.log(`livekit-server killed: a call would be answered after ${backMs} ms`);
    await eventually(
      'the old call has ended, or its caller is answered',
      async () => {
        if ((await eventsOf({ callLog }, cut, 'call.ended')).length > 0) return true;
        await caller.type('hello there').catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        return caller.agentText().includes('Hello to you too.');
      },
      { deadlineMs: 40_000, explain: () => `${caller.told()}\n${explain()}` },
    );
  });
});
