import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventsOf } from '../support/call-record.ts';
import { type CallStack, startCallStack } from '../support/call-stack.ts';
import { eventually } from '../support/eventually.ts';
import { type FickleProvider, fickleDeepgram, fickleOpenAi } from '../support/fickle-providers.ts';
import { speak } from '../support/human-speech.ts';
import { strongestAt } from '../support/pitch.ts';
import { type CallerOptions, joinAndSpeak, type SpeakingCaller } from '../support/speaking-caller.ts';

/** First and second of each chain. */
let llm: [FickleProvider, FickleProvider];
let tts: [FickleProvider, FickleProvider];
let stt: [FickleProvider, FickleProvider];
let stack: CallStack;
const LONG = 'It opens at nine in the morning, and it closes at six in the evening, every day but Sunday.';

beforeAll(async () => {
  llm = [await fickleOpenAi(), await fickleOpenAi()];
  tts = [await fickleOpenAi(), await fickleOpenAi()];
  stt = [await fickleDeepgram(), await fickleDeepgram()];
  stack = await startCallStack({
    deepgram: { script: ['what time does the shop open', 'what time does the shop open'] },
    openai: {
      replies: { 'what time does the shop open': LONG, 'are you well': 'Very well again.', 'who are you': 'A friend.' },
      msPerCharacter: 8,
    },
    env: {
      PARLEY_GREETING: '-',
      PARLEY_LLM: `openai+${llm[0].url}?model=first,openai+${llm[1].url}?model=second`,
      PARLEY_TTS: `openai+${tts[0].url}?model=first&voice=alloy,openai+${tts[1].url}?model=second&voice=alloy`,
      PARLEY_STT: `deepgram+${stt[0].url}?model=first,deepgram+${stt[1].url}?model=second`,
    },
  });
  for (const provider of [...llm, ...tts]) provider.target = stack.openai.url;
  for (const provider of stt) provider.target = stack.deepgram.url;
});
afterEach((context) => {
  if (context.task.result?.state === 'fail')
    console.log(
      stack.worker.log.lines.map((line) => `${line.level} ${line.message} ${JSON.stringify(line.fields)}`).join('\n'),
    );
  for (const provider of [...llm, ...tts, ...stt]) provider.as(undefined);
});
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
  await Promise.all([...llm, ...tts, ...stt].map((provider) => provider.close()));
});

const both = (chain: readonly FickleProvider[], model: string) => {
  for (const provider of chain) provider.as(model);
};
const call = async (room: string, options: CallerOptions = {}) => {
  const caller = await joinAndSpeak(stack.livekit.server, room, {
    agent: { name: 'parley' },
    microphone: false,
    ...options,
  });
  await eventually('the agent is there', () => caller.events.some((event) => event.type === 'hello'), {
    deadlineMs: 15_000,
  });
  return Object.assign(caller, { [Symbol.asyncDispose]: () => caller.leave() });
};
const told = (caller: SpeakingCaller) => JSON.stringify({ captions: caller.captions, events: caller.events });
/** Asks by typing; gives the time until something is heard. */
async function ask(caller: SpeakingCaller, text: string, deadlineMs = 12_000): Promise<number> {
  await eventually('the agent has been silent', () => performance.now() - (caller.heard.at(-1)?.endMs ?? 0) > 400, {
    explain: () => told(caller),
  });
  const before = caller.heard.length;
  const askedAtMs = performance.now();
  await caller.type(text);
  await eventually('something is heard', () => caller.heard.length > before, {
    deadlineMs,
    explain: () => told(caller),
  });
  return (caller.heard[before]?.startMs ?? 0) - askedAtMs;
}
const says = (caller: SpeakingCaller, text: string, deadlineMs = 30_000) =>
  eventually(`the caption ${JSON.stringify(text)}`, () => caller.agentText().includes(text), {
    deadlineMs,
    explain: () => told(caller),
  });
const degradedOnPage = (caller: SpeakingCaller, stage: string) =>
  eventually(
    `a degradation of ${stage} on the page`,
    () => caller.events.some((event) => event.type === 'degraded' && event.stage === stage),
    { explain: () => told(caller) },
  );
const degradedInLog = (room: string, stage: string) =>
  eventually(`a degradation of ${stage} in the log`, async () =>
    (await eventsOf(stack.worker, room, 'degraded')).some((event) => event.stage === stage),
  );
async function worksAgain(caller: SpeakingCaller): Promise<void> {
  for (const provider of [...llm, ...tts, ...stt]) provider.as(undefined);
  await ask(caller, 'are you well');
  await says(caller, 'Very well again.');
}
const nextTakesOver = async (failure: string) => {
  const room = `stt-${failure}`;
  stt[0].as(failure);
  await using caller = await call(room, { microphone: true });
  await degradedOnPage(caller, 'hear.final');
  await eventually('hearing is restored', () => caller.events.some((event) => event.type === 'restored'), {
    explain: () => told(caller),
  });
  await caller.say(await speak('What time does the shop open?'));
  await says(caller, LONG);
  await degradedInLog(room, 'hear.final');
};
const APOLOGY = "I'm sorry, I can't answer that right now.";

describe('in the first call of a host', () => {
  // The first call of its host: no fixed line is kept yet.
  it('two tones are heard when nothing can be synthesised at all', async () => {
    both(tts, 'double-500');
    const sound: Int16Array[] = [];
    await using caller = await call('no-voice', { onAgentAudio: (pcm) => sound.push(pcm.slice()) });
    expect(await ask(caller, 'what time does the shop open')).toBeLessThan(4_000);
    await eventually(
      'both tones',
      () => strongestAt(sound, 660, 16_000) > 800 && strongestAt(sound, 440, 16_000) > 800,
    );
    await degradedOnPage(caller, 'speak.first_byte');
    await degradedInLog('no-voice', 'speak.first_byte');
    await worksAgain(caller);
  });

  it('the next recogniser takes over from one that hangs', () => nextTakesOver('double-hang'));
});

describe('when the language model fails', () => {
  it.each([
    ['double-401', 1_500],
    ['double-die-at-once', 1_500],
    ['double-garbage', 1_500],
    ['double-empty', 1_500],
    ['double-hang', 3_000],
    // The last, for it rests ten seconds from now.
    ['double-429', 1_500],
  ])('the next takes over from %s within %i ms', async (failure, withinMs) => {
    const room = `llm-${failure}`;
    await using caller = await call(room);
    await worksAgain(caller);
    llm[0].as(failure);
    expect(await ask(caller, 'what time does the shop open')).toBeLessThan(withinMs);
    await says(caller, LONG);
    await degradedOnPage(caller, 'plan.first_token');
    await degradedInLog(room, 'plan.first_token');
    await worksAgain(caller);
  });

  it.each(['double-500', 'double-empty'])('all with %s, an apology is heard at once', async (failure) => {
    const room = `llm-all-${failure}`;
    await using caller = await call(room);
    both(llm, failure);
    expect(await ask(caller, 'what time does the shop open')).toBeLessThan(2_500);
    await says(caller, APOLOGY);
    await degradedOnPage(caller, 'plan.first_token');
    await degradedInLog(room, 'plan.first_token');
    await worksAgain(caller);
  });

  it('all hanging, a filler and then an apology are heard inside the budget', async () => {
    await using caller = await call('llm-all-hang');
    both(llm, 'double-hang');
    const askedAtMs = performance.now();
    expect(await ask(caller, 'what time does the shop open')).toBeLessThan(2_200);
    await says(caller, APOLOGY, 12_000);
    expect(performance.now() - askedAtMs).toBeLessThan(12_000);
    await degradedOnPage(caller, 'plan.first_token');
    await worksAgain(caller);
  });

  it.each(['double-die', 'double-stall'])('with %s in the middle of an answer, an apology ends it', async (failure) => {
    const room = `llm-mid-${failure}`;
    await using caller = await call(room);
    both(llm, failure);
    await ask(caller, 'what time does the shop open');
    await says(caller, APOLOGY);
    await degradedOnPage(caller, 'plan.first_token');
    await degradedInLog(room, 'plan.first_token');
    await worksAgain(caller);
  });

  it('a slow answer gets a filler once, and then the answer', async () => {
    await using caller = await call('llm-slow');
    await worksAgain(caller);
    both(llm, 'double-slow-1800');
    expect(await ask(caller, 'what time does the shop open')).toBeLessThan(2_200);
    await says(caller, LONG);
    const composed = await eventsOf(stack.worker, 'llm-slow', 'reply.composed');
    expect(composed.filter((event) => event.kind === 'filler')).toHaveLength(1);
  });
});

describe('when synthesis fails', () => {
  it.each(['double-garbage', 'double-hang'])('the next takes over from %s', async (failure) => {
    const room = `tts-${failure}`;
    await using caller = await call(room);
    await worksAgain(caller);
    tts[0].as(failure);
    expect(await ask(caller, 'who are you')).toBeLessThan(3_500);
    await says(caller, 'A friend.');
    await degradedOnPage(caller, 'speak.first_byte');
    await degradedInLog(room, 'speak.first_byte');
    await worksAgain(caller);
  });

  it.each(['double-die', 'double-stall'])('an apology from memory follows a voice that ends by %s', async (failure) => {
    const room = `tts-${failure}`;
    await using caller = await call(room);
    await worksAgain(caller);
    both(tts, failure);
    await ask(caller, 'what time does the shop open');
    await says(caller, APOLOGY);
    await degradedOnPage(caller, 'speak.first_byte');
    await degradedInLog(room, 'speak.first_byte');
    await worksAgain(caller);
  });
});

describe('when recognition fails', () => {
  it('the next takes over from one that dies at once', () => nextTakesOver('double-die-at-once'));

  it('all refusing, the caller hears that typing works, and it does', async () => {
    both(stt, 'double-401');
    await using caller = await call('stt-none', { microphone: true });
    await says(caller, "I'm sorry, I can't hear you at the moment.");
    await degradedOnPage(caller, 'hear.final');
    await ask(caller, 'are you well');
    await says(caller, 'Very well again.');
    for (const provider of stt) provider.as(undefined);
    await says(caller, 'I can hear you again.', 15_000);
    await eventually('silence', () => !caller.agentLoud() && caller.states.at(-1) === 'listening');
    await caller.say(await speak('What time does the shop open?'));
    await says(caller, LONG);
  });

  it('cut in the middle of a sentence, it is opened again and the question is answered', async () => {
    await using caller = await call('stt-cut', { microphone: true });
    const saying = caller.say(await speak('What time does the shop open?'));
    await eventually('first words', () => caller.captions.some((caption) => caption.from === 'caller-stt-cut'));
    for (const provider of stt) provider.cut();
    await saying;
    await says(caller, LONG);
  });
});
