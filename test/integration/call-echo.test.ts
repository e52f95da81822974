/** The agent's voice leaves a speaker and comes back through the caller's microphone, on a real network path. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createResampler, resampleWhole } from '../../media/audio/resample.ts';
import { eventsIn, eventsOf } from '../support/call-record.ts';
import { type CallStack, startCallStack } from '../support/call-stack.ts';
import { eventually } from '../support/eventually.ts';
import { CALLER_RATE_HZ, speak } from '../support/human-speech.ts';
import { joinAndSpeak, type SpeakingCaller } from '../support/speaking-caller.ts';

const GREETING = 'Hello, this is the shop on the market square.';
/** A sentence a clause, so that each is asked for by itself and can be rendered beforehand. */
const SENTENCES = ['There was a shop.', 'It sold bread, lamps and a great many books to everybody who came in.'];
const TALE = SENTENCES.join(' ');
const HUM = 'A humming voice says the same thing for a rather long time, and then it comes to its end.';
const ANSWER = 'The shop opens at nine.';
const QUESTION = 'what time does the shop open';
/** What is said by a recorded voice; everything else is a tone with the rise and fall of syllables. */
const SPOKEN = [GREETING, ANSWER, ...SENTENCES];
/** 10 ms of the line. */
const FRAME = CALLER_RATE_HZ / 100;
/** A loudspeaker keeps time: what a busy machine cannot send now is lost, not late. */
const BACKLOG_FRAMES = 5;
/** Longer than an echo is under way and a turn takes to end. */
const LINGER_MS = 1_500;
const VOICE_HZ = 24_000;

let stack: CallStack;
beforeAll(async () => {
  for (const text of SPOKEN) await speak(text, 'slt');
  stack = await startCallStack({
    hosts: 1,
    deepgram: { script: () => QUESTION },
    openai: {
      replies: { 'tell me a tale': TALE, 'hum a tale': HUM, [QUESTION]: ANSWER },
      msPerCharacter: 60,
      recorded: async (text) =>
        SPOKEN.some((spoken) => spoken.includes(text))
          ? resampleWhole(await speak(text, 'slt'), CALLER_RATE_HZ, VOICE_HZ)
          : undefined,
    },
    env: { PARLEY_GREETING: GREETING },
  });
});
afterEach((context) => {
  if (context.task.result?.state !== 'fail') return;
  const lines = stack.worker.log.lines.map((line) => `${line.level} ${line.message} ${JSON.stringify(line.fields)}`);
  console.log(lines.join('\n'));
});
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
});

/** A caller whose loudspeaker is heard by their microphone: `delayMs` later, at `gain`, together with what they say. */
async function callOnLoudspeaker(room: string, delayMs: number, gain: number) {
  const widen = createResampler(16_000, CALLER_RATE_HZ);
  const air: number[] = Array.from({ length: (delayMs / 10) * FRAME }, () => 0);
  let words = new Int16Array(0);
  let inFlight = 0;
  let heardMs = 0;
  let line: SpeakingCaller | undefined;
  const caller = await joinAndSpeak(stack.livekit.server, room, {
    agent: { name: 'parley' },
    onAgentAudio: (pcm) => {
      heardMs += 10;
      air.push(...widen.push(pcm.map((sample) => Math.round(sample * gain))));
      while (air.length >= (delayMs / 10 + 1) * FRAME) {
        const heard = air.splice(0, FRAME);
        if (!line || inFlight >= BACKLOG_FRAMES) continue;
        const frame = Int16Array.from(heard, (sample, at) => sample + (words[at] ?? 0));
        words = words.slice(FRAME);
        inFlight += 1;
        void line.say(frame).then(() => {
          inFlight -= 1;
        });
      }
    },
  });
  line = caller;
  return Object.assign(caller, {
    /** Waits until the line has carried this much more. */
    hears: async (ms: number) => {
      const until = heardMs + ms;
      await eventually(`${ms} ms of the line`, () => heardMs >= until);
    },
    speakOver: (pcm: Int16Array) => {
      words = pcm.slice();
    },
    [Symbol.asyncDispose]: () => caller.leave(),
  });
}
const told = (caller: SpeakingCaller) => JSON.stringify({ states: caller.states, captions: caller.captions });
const greeted = async (caller: SpeakingCaller) => {
  await eventually('the greeting', () => caller.agentText().includes(GREETING), { explain: () => told(caller) });
  await eventually('the floor is free', () => caller.states.at(-1) === 'listening', { explain: () => told(caller) });
};
const heardOf = async (room: string) =>
  (await eventsOf(stack.worker, room, 'reply.heard')).map((event) => event.interrupted);

describe("the agent's own voice, back through a microphone", () => {
  it.each([
    { voice: 'speech', ask: 'tell me a tale', reply: TALE, decibels: -20, delayMs: 20 },
    { voice: 'speech', ask: 'tell me a tale', reply: TALE, decibels: -12, delayMs: 100 },
    { voice: 'a steady tone', ask: 'hum a tale', reply: HUM, decibels: -20, delayMs: 300 },
    { voice: 'a steady tone', ask: 'hum a tale', reply: HUM, decibels: -12, delayMs: 100 },
  ])(
    '$voice at $decibels dB and $delayMs ms late neither interrupts nor is heard as words',
    async ({ voice, ask, reply, decibels, delayMs }) => {
      const room = `${voice.replaceAll(' ', '-')}-${delayMs}`;
      await using caller = await callOnLoudspeaker(room, delayMs, 10 ** (decibels / 20));
      await greeted(caller);
      await caller.type(ask);
      await eventually('the whole reply', () => caller.agentText().includes(reply), { explain: () => told(caller) });
      await eventually('both were heard', async () => (await heardOf(room)).length === 2);
      // The end of the echo is still on its way: an answer to it would begin now.
      await caller.hears(LINGER_MS);
      expect(await heardOf(room)).toEqual([false, false]);
      expect(await eventsOf(stack.worker, room, 'turn.committed')).toHaveLength(1);
      const words = (await eventsIn(stack.worker, room)).filter(
        (event) => event.type === 'observed' && event.observation.kind === 'speech',
      );
      expect(words).toEqual([]);
    },
  );

  it('does not hide a person who speaks over it', async () => {
    await using caller = await callOnLoudspeaker('person', 100, 0.1);
    const question = await speak('What time does the shop open?');
    await greeted(caller);
    await caller.type('tell me a tale');
    await eventually('the tale', () => caller.agentText().includes('There was a'), { explain: () => told(caller) });
    caller.speakOver(question);
    await eventually('the answer', () => caller.agentText().includes(ANSWER), { explain: () => told(caller) });
    expect((await heardOf('person')).slice(0, 2)).toEqual([false, true]);
    expect(caller.agentText()).not.toContain(TALE);
  });
});
