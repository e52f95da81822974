/**
 * Approvals with every process running: a caller says yes to what was read to them, an operator decides over HTTP, and
 * each effect happens once. The brain is the embedded one; ears and voice are
 * doubles, so that what is heard is known and nothing is said at length.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type DeepgramDouble, startDeepgramDouble } from '../doubles/deepgram-double.ts';
import { type OpenAiDouble, startOpenAiDouble } from '../doubles/openai-double.ts';
import { eventually } from '../support/eventually.ts';
import { speak } from '../support/human-speech.ts';
import { startStack, type TestStack } from '../support/stack.ts';
import { callStack, type StackCaller } from '../support/stack-caller.ts';

let ears: DeepgramDouble;
let voice: OpenAiDouble;
let stack: TestStack;
let base: string;
beforeAll(async () => {
  ears = await startDeepgramDouble({ script: ['move my thursday appointment to friday', 'yes please'] });
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
  base = stack.pageUrl;
}, 90_000);
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
  await ears?.close();
  await voice?.close();
});

const atTheDesk = (room: string, microphone: boolean): Promise<StackCaller> =>
  callStack(stack, room, {
    agent: { name: 'parley', metadata: JSON.stringify({ agent: 'receptionist' }) },
    microphone,
  });
const approvalUse = z.object({ decision: z.string(), decidedBy: z.string(), outcome: z.string().optional() });
const timeline = z.object({
  tools: z.array(z.object({ tool: z.string(), outcome: z.string().optional() })),
  approvals: z.array(approvalUse),
});
/** What the console shows of the call of `room`, once the tool has ended. */
async function timelineOf(room: string, tool: string, cookie: string): Promise<z.output<typeof timeline>> {
  const calls = z.object({ calls: z.array(z.object({ callId: z.string(), roomName: z.string().optional() })) });
  let last = '';
  return await eventually(
    `the end of ${tool} in the timeline`,
    async () => {
      const listed = calls.parse(await (await ask('/api/calls', cookie)).json());
      const call = listed.calls.find(({ roomName }) => roomName === room);
      if (!call) return undefined;
      last = await (await ask(`/api/calls/${call.callId}/timeline`, cookie)).text();
      const shown = timeline.parse(JSON.parse(last));
      return shown.tools.some((use) => use.tool === tool && use.outcome === 'ok') ? shown : undefined;
    },
    { deadlineMs: 20_000, explain: () => last },
  );
}

it('a spoken yes after the read-back moves the appointment, once', async () => {
  await using caller = await atTheDesk('approval-spoken', true);
  await caller.say(await speak('Move my Thursday appointment to Friday.'));
  await caller.reads(/I would move your appointment on Thursday, .+ to Friday, .+\. Shall I\?/, 30_000);
  await caller.quiet();
  await caller.say(await speak('Yes please.'));
  await caller.reads(/Your appointment is now on Friday/, 30_000);
  const { tools, approvals } = await timelineOf('approval-spoken', 'move_appointment', await login());
  expect(tools).toMatchObject([{ tool: 'move_appointment', outcome: 'ok' }]);
  expect(approvals).toMatchObject([{ decision: 'approved', decidedBy: 'caller-approval-spoken', outcome: 'ok' }]);
  const cards = caller.events.flatMap((event) => (event.type === 'approval' ? [event.phase] : []));
  expect(cards).toEqual(['asked', 'approved']);
});

it('an operator’s yes in the console pays the refund, once, and the caller is told', async () => {
  await using caller = await atTheDesk('approval-operator', false);
  await caller.ask('I want a refund of 80 euros');
  await caller.reads("I need a colleague's approval for that.", 30_000);
  await caller.quiet();
  const cookie = await login();
  const pending = z.object({ approvals: z.array(z.object({ id: z.string(), arguments: z.unknown() })) });
  const listed = pending.parse(await (await ask('/api/approvals?status=pending', cookie)).json());
  expect(listed.approvals).toHaveLength(1);
  const decide = (decision: string) => ask(`/api/approvals/${listed.approvals[0]?.id}/decision`, cookie, { decision });
  expect((await decide('approve')).status).toBe(200);
  expect((await decide('approve')).status).toBe(409);
  await caller.reads('80 euros will be paid back to you.', 30_000);
  const { tools, approvals: shown } = await timelineOf('approval-operator', 'refund', cookie);
  expect(tools).toMatchObject([{ tool: 'refund', outcome: 'ok' }]);
  expect(shown).toMatchObject([{ decision: 'approved', decidedBy: 'admin', outcome: 'ok' }]);
});

const ask = (path: string, cookie: string, body?: object): Promise<Response> =>
  fetch(new URL(path, base), {
    method: body ? 'POST' : 'GET',
    headers: { cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(10_000),
  });
async function login(): Promise<string> {
  const password = readFileSync(join(stack.data.root, 'secrets', 'console-password'), 'utf8').trim();
  const reply = await ask('/api/console/login', '', { name: 'admin', password });
  expect(reply.status).toBe(200);
  return reply.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
