/**
 * People of the console, other agents and work in the background, in real calls with every process running: taken over
 * by voice and given back, handed to a specialist, told of a result. The brain is the embedded one; ears and voice are
 * doubles, so that what is heard is known.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { CallEvent } from '../../agents/log/events.ts';
import { type DeepgramDouble, startDeepgramDouble } from '../doubles/deepgram-double.ts';
import { type OpenAiDouble, startOpenAiDouble } from '../doubles/openai-double.ts';
import { eventually } from '../support/eventually.ts';
import { speak } from '../support/human-speech.ts';
import { joinWithToken } from '../support/speaking-caller.ts';
import { startStack, type TestStack } from '../support/stack.ts';
import { callStack, openLogOf, type StackCaller } from '../support/stack-caller.ts';

let ears: DeepgramDouble;
let voice: OpenAiDouble;
let stack: TestStack;
let cookie: string;
beforeAll(async () => {
  ears = await startDeepgramDouble({ script: () => 'this is bob from the desk' });
  voice = await startOpenAiDouble({ msPerCharacter: 12 });
  stack = await startStack({
    parts: ['livekit', 'tool-worker', 'server', 'worker'],
    env: {
      PARLEY_STT: `deepgram+${ears.url}?model=nova-3`,
      DEEPGRAM_API_KEY: 'test-key',
      PARLEY_LLM: 'local:rules',
      PARLEY_TTS: `openai+${voice.url}?model=gpt-4o-mini-tts&voice=alloy`,
      OPENAI_API_KEY: 'test-key',
      PARLEY_GREETING: '-',
    },
  });
  cookie = await login();
}, 90_000);
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
  await ears?.close();
  await voice?.close();
});

const ask = (path: string, body?: object): Promise<Response> =>
  fetch(new URL(path, stack.pageUrl), {
    method: body ? 'POST' : 'GET',
    headers: { ...(cookie ? { cookie } : {}), ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(10_000),
  });
async function login(): Promise<string> {
  const password = readFileSync(join(stack.data.root, 'secrets', 'console-password'), 'utf8').trim();
  const reply = await ask('/api/console/login', { name: 'admin', password });
  expect(reply.status).toBe(200);
  return reply.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
}
const callsSchema = z.object({ calls: z.array(z.object({ callId: z.string(), roomName: z.string().optional() })) });
async function callIn(room: string): Promise<string> {
  const { calls } = callsSchema.parse(await (await ask('/api/calls')).json());
  const call = calls.find(({ roomName }) => roomName === room);
  if (!call) throw new Error(`The server knows no call in the room ${room}.`);
  return call.callId;
}
const phases = ({ events }: StackCaller) =>
  events.flatMap((event) => (event.type === 'operator' ? [`${event.name} ${event.phase}`] : []));
/** What the agent began to say, whatever came of it. */
const utterances = ({ captions }: StackCaller) => [
  ...new Set(captions.flatMap(({ segment }) => (segment.startsWith('agent-') ? [segment] : []))),
];
const seat = z.object({ server_url: z.string(), participant_token: z.string(), identity: z.string() });

it('a colleague takes the call over by voice: the agent is silent, knows what was said, and speaks when they leave', async () => {
  await using caller = await callStack(stack, 'taken-over');
  await caller.ask('what can you do');
  await caller.reads('I can');
  const callId = await callIn('taken-over');
  const reply = await ask(`/api/calls/${callId}/takeover`, {});
  expect(reply.status).toBe(201);
  const { server_url, participant_token, identity } = seat.parse(await reply.json());
  const colleague = await joinWithToken(server_url, participant_token);
  await using log = await openedLog();
  const until = (what: string, found: (event: CallEvent) => boolean) => log.until(callId, what, found);
  await eventually('the page says who speaks', () => phases(caller).includes('admin speaking'), {
    explain: caller.told,
  });
  await caller.quiet();
  const said = utterances(caller);
  await caller.type('what time is it');
  await until(
    'the question is noted',
    (event) => event.type === 'turn.committed' && event.text.private === 'what time is it',
  );
  await colleague.say(await speak('This is Bob from the desk.'));
  await until(
    'the words of the colleague are noted as theirs',
    ({ type, ...event }) =>
      type === 'observed' &&
      'observation' in event &&
      event.observation.kind === 'speech' &&
      event.observation.provenance.source === 'operator' &&
      event.observation.provenance.id === identity,
  );
  expect(utterances(caller)).toEqual(said);
  await colleague.leave();
  await caller.reads("I'm back. Where were we?");
  expect(phases(caller)).toEqual(['admin speaking', 'admin gone']);
  await caller.ask('what time is it');
  await caller.reads(/It(?:'s| is) /);
  const events = await log.of(callId);
  const joined = events.flatMap((event) => (event.type === 'participant.joined' ? [event.identity] : []));
  expect(joined).toEqual(['caller-taken-over']);
  expect(events.filter(({ type }) => type === 'operator.took-over' || type === 'operator.gave-back')).toMatchObject([
    { from: 'admin', identity },
    { from: 'admin', reason: 'they left the call' },
  ]);
});

it('a question about a bill goes to Billing, and back to the desk, without any key', async () => {
  await using caller = await callStack(stack, 'handed-over', {
    agent: { name: 'parley', metadata: JSON.stringify({ agent: 'receptionist' }) },
  });
  await caller.ask('I have a question about my bill');
  await caller.reads('Hello, this is Billing. Which bill is it about?');
  await caller.quiet();
  await caller.ask('Take me back to the front desk please');
  await caller.reads("I'm back. Where were we?");
  const titles = caller.events.flatMap((event) => (event.type === 'hello' ? [event.title] : []));
  expect(titles).toEqual(['Front desk', 'Billing', 'Front desk']);
});

it('what is begun in the background is told when it is done', async () => {
  await using caller = await callStack(stack, 'background');
  await caller.ask('Work out twelve times twelve in the background');
  await caller.reads("I'll do that in the background");
  await caller.reads(/About what you asked me to do: .*144/, 60_000);
  const tasks = caller.events.flatMap((event) => (event.type === 'task' ? [event.phase] : []));
  expect(tasks).toEqual(['started', 'completed']);
});

async function openedLog() {
  const log = await openLogOf(stack);
  const of = async (callId: string): Promise<CallEvent[]> => {
    const entries = await log.read(callId);
    return entries.filter((entry): entry is CallEvent => entry.type !== 'foreign');
  };
  return {
    of,
    until: (callId: string, what: string, found: (event: CallEvent) => boolean) =>
      eventually(what, async () => (await of(callId)).some(found), { deadlineMs: 20_000 }),
    [Symbol.asyncDispose]: () => log.close(),
  };
}
