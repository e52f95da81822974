import { AudioSource, LocalAudioTrack, Room, TrackPublishOptions, TrackSource } from '@livekit/rtc-node';
import { AccessToken, RoomAgentDispatch, RoomConfiguration } from 'livekit-server-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventsOf } from '../support/call-record.ts';
import { type CallStack, startCallStack } from '../support/call-stack.ts';
import { eventually } from '../support/eventually.ts';
import { CALLER_RATE_HZ, silence, speak } from '../support/human-speech.ts';
import { callByPhone } from '../support/phone-caller.ts';
import { sendRawText } from '../support/raw-text.ts';
import { type CallerOptions, joinAndSpeak, openLine, type SpeakingCaller } from '../support/speaking-caller.ts';

const QUESTION = 'what time does the shop open';
const ANSWER = 'The shop opens at nine in the morning.';
const STORY = Array.from({ length: 8 }, (_, index) => `Sentence number ${index + 1} of a long story is told.`).join(
  ' ',
);
let heard = QUESTION;
let stack: CallStack;

beforeAll(async () => {
  stack = await startCallStack({
    hosts: 2,
    deepgram: { script: () => heard },
    openai: {
      msPerCharacter: 20,
      replies: {
        [QUESTION]: ANSWER,
        'tell me a long story': STORY,
        'hello there': 'Hello to you too.',
        'goodbye now': {
          text: 'Farewell, and call again.',
          toolCalls: [{ name: 'end_call', arguments: {} }],
          afterTools: '',
        },
      },
    },
    env: { PARLEY_GREETING: '-' },
  });
});
afterEach((context) => {
  heard = QUESTION;
  if (context.task.result?.state === 'fail') console.log(workerSaid());
});
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
});

const workerSaid = () =>
  stack.worker.log.lines.map((line) => `${line.level} ${line.message} ${JSON.stringify(line.fields)}`).join('\n');
const call = async (room: string, options: CallerOptions = {}) => {
  const caller = await joinAndSpeak(stack.livekit.server, room, { agent: { name: 'parley' }, ...options });
  await eventually('the agent is there', () => caller.events.some((event) => event.type === 'hello'), {
    deadlineMs: 15_000,
    explain: workerSaid,
  });
  return Object.assign(caller, { [Symbol.asyncDispose]: () => caller.leave() });
};
const told = (caller: SpeakingCaller) =>
  JSON.stringify({ captions: caller.captions, states: caller.states, events: caller.events, heard: caller.heard });
const says = (caller: SpeakingCaller, text: string, deadlineMs = 30_000) =>
  eventually(`the caption ${JSON.stringify(text)}`, () => caller.agentText().includes(text), {
    deadlineMs,
    explain: () => told(caller),
  });
const refused = (caller: SpeakingCaller, what: string) =>
  eventually(
    `a refused ${what}`,
    () => caller.events.find((event) => event.type === 'refused' && event.what === what),
    {
      explain: () => told(caller),
    },
  );
const stillWorks = async (caller: SpeakingCaller) => {
  await caller.type('hello there');
  await says(caller, 'Hello to you too.');
};
const turnsIn = (room: string) => eventsOf(stack.worker, room, 'turn.committed');
const scaled = (pcm: Int16Array, factor: number) =>
  pcm.map((sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * factor))));
/** Reproducible white noise. */
function noise(ms: number, rms: number): Int16Array {
  let seed = 1;
  return Int16Array.from({ length: (CALLER_RATE_HZ / 1_000) * ms }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return (seed / 2 ** 30 - 1) * rms * Math.sqrt(3);
  });
}

describe('people who come and go', () => {
  it('one who leaves at once does not keep the next one waiting', async () => {
    const token = new AccessToken(stack.livekit.server.apiKey, stack.livekit.server.apiSecret, { identity: 'hasty' });
    token.addGrant({ roomJoin: true, room: 'hasty' });
    token.roomConfig = new RoomConfiguration({ agents: [new RoomAgentDispatch({ agentName: 'parley' })] });
    const room = new Room();
    await room.connect(stack.livekit.server.url, await token.toJwt(), { autoSubscribe: false, dynacast: false });
    await room.disconnect();
    await using next = await call('hasty', { microphone: false });
    await stillWorks(next);
  });

  it('ten at once are all answered, each in their own room', async () => {
    const callers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => call(`crowd-${index}`, { microphone: index < 3 })),
    );
    await Promise.all(callers.map((caller) => stillWorks(caller)));
    await Promise.all(callers.map((caller) => caller.leave()));
    await eventually('all calls have ended', () => stack.worker.worker.report().calls === 0, { explain: workerSaid });
  });

  it('one who comes to the same room again and again is answered each time', async () => {
    for (let visit = 0; visit < 5; visit += 1) {
      await using caller = await call('revolving-door', { microphone: false });
      await stillWorks(caller);
    }
  });

  it('one with two microphones is heard on both, and answered once for what both carry', async () => {
    await using caller = await call('two-microphones');
    const second = await openLine(caller.room);
    const words = await speak('What time does the shop open?');
    await Promise.all([caller.say(words), second.say(words)]);
    await says(caller, ANSWER);
    await eventually('the agent is done', () => caller.states.at(-1) === 'listening');
    await caller.say(silence(1_500));
    expect((await turnsIn('two-microphones')).length).toBe(1);
    second.stop();
    const third = new AudioSource(CALLER_RATE_HZ, 1, 0);
    await caller.room.localParticipant?.publishTrack(
      LocalAudioTrack.createAudioTrack('third', third),
      new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE }),
    );
    await stillWorks(caller);
  });
});

describe('messages that cannot be read', () => {
  it('are refused with a sentence, and the call goes on', async () => {
    await using caller = await call('bad-messages', { microphone: false });
    await caller.type('x'.repeat(40_000));
    expect(await refused(caller, 'message')).toMatchObject({ message: expect.stringContaining('too long') });
    caller.events.length = 0;
    await caller.type(`${'é'.repeat(4_001)}`);
    expect(await refused(caller, 'message')).toMatchObject({ message: expect.stringContaining('4001') });
    caller.events.length = 0;
    await caller.type('not text: \uFFFD\uFFFD');
    expect(await refused(caller, 'message')).toMatchObject({ message: expect.stringContaining('UTF-8') });
    caller.events.length = 0;
    await caller.type('   ');
    expect(await refused(caller, 'message')).toMatchObject({ message: expect.stringContaining('empty') });
    for (const control of [
      '{',
      '"talk"',
      '{"type":"fly"}',
      '{"type":"talk-key","pressed":"maybe"}',
      'x'.repeat(3_000),
    ]) {
      caller.events.length = 0;
      await caller.room.localParticipant?.publishData(new TextEncoder().encode(control), {
        reliable: true,
        topic: 'parley.control',
      });
      await refused(caller, 'control');
    }
    await caller.room.localParticipant?.publishData(new Uint8Array([0xff, 0xfe, 0x00]), {
      reliable: true,
      topic: 'parley.control',
    });
    await stillWorks(caller);
    expect(await turnsIn('bad-messages')).toHaveLength(1);
  });
});

describe('bytes that are not text', () => {
  it.each([
    ['a broken start', [[0xff, 0xfe, 0x00, 0x41]]],
    ['half a character at the end', [[0x68, 0x69, 0xe2, 0x82]]],
    [
      'a wrong byte in a later part',
      [
        [0x68, 0x65, 0x6c, 0x6c, 0x6f, 0x20],
        [0xc3, 0x28],
      ],
    ],
  ])('%s: the message is refused with a sentence, and the call goes on', async (name, chunks) => {
    const room = `bytes-${name.replaceAll(' ', '-')}`;
    await using caller = await call(room, { microphone: false });
    await sendRawText(
      caller.room,
      'lk.chat',
      chunks.map((bytes) => Uint8Array.from(bytes)),
    );
    expect(await refused(caller, 'message')).toMatchObject({ message: expect.stringMatching(/^The message .*UTF-8/) });
    await stillWorks(caller);
    expect(await turnsIn(room)).toHaveLength(1);
  });
});

describe('a line that carries something other than speech', () => {
  it.each([
    ['silence', () => silence(1_500)],
    ['quiet noise', () => noise(1_500, 60)],
    ['loud noise', () => noise(1_500, 2_000)],
  ])('%s is no turn, and leaves the agent listening', async (name, sound) => {
    heard = '';
    const room = `line-${name.replace(' ', '-')}`;
    await using caller = await call(room);
    await caller.say(sound());
    await caller.say(silence(1_000));
    expect(await turnsIn(room)).toEqual([]);
    heard = QUESTION;
    await caller.say(await speak('What time does the shop open?'));
    await says(caller, ANSWER);
  });

  it('clipped speech is understood', async () => {
    await using caller = await call('clipped');
    await caller.say(scaled(await speak('What time does the shop open?'), 20));
    await says(caller, ANSWER);
  });
});

describe('over a long answer', () => {
  const tellStory = async (caller: SpeakingCaller) => {
    await caller.type('tell me a long story');
    await says(caller, 'Sentence number 1');
  };

  it('a cough and a listener’s noise let it go on, and "stop" ends it', async () => {
    await using caller = await call('listener');
    await tellStory(caller);
    heard = '';
    await caller.say(noise(70, 3_000));
    await says(caller, 'Sentence number 2');
    heard = 'mm hmm';
    await caller.say(await speak('Hmm.'));
    await says(caller, 'Sentence number 4', 8_000);
    expect(await turnsIn('listener')).toHaveLength(1);
    heard = 'stop';
    const saidAtMs = performance.now();
    await caller.say(await speak('Stop!'));
    await eventually('silence', () => !caller.agentLoud(), { deadlineMs: 1_500 });
    await eventually('the story was cut', async () =>
      (await eventsOf(stack.worker, 'listener', 'reply.heard')).some((event) => event.interrupted),
    );
    expect(performance.now() - saidAtMs).toBeLessThan(2_500);
    expect(caller.agentText()).not.toContain('Sentence number 8 of a long story is told.');
  });
});

describe('push-to-talk', () => {
  it('ignores speech without the key, and answers as soon as it is let go', async () => {
    await using caller = await call('walkie-talkie');
    await caller.control({ type: 'push-to-talk', mode: 'on' });
    await caller.say(await speak('What time does the shop open?'));
    await caller.say(silence(1_200));
    expect(await turnsIn('walkie-talkie')).toEqual([]);
    await caller.control({ type: 'talk-key', pressed: true });
    await caller.say(silence(100));
    await caller.say(await speak('What time does the shop open?'));
    const before = caller.heard.length;
    await caller.control({ type: 'talk-key', pressed: false });
    const letGoAtMs = performance.now();
    await eventually('an answer', () => caller.heard.length > before, { explain: () => told(caller) });
    expect((caller.heard[before]?.startMs ?? 0) - letGoAtMs).toBeLessThan(1_500);
    await says(caller, ANSWER);
    expect(await turnsIn('walkie-talkie')).toHaveLength(1);
  });
});

describe('a caller on the phone', () => {
  it('is answered at once, understood at 8 kHz, and hung up on by the agent who said goodbye', async () => {
    const phone = await callByPhone(stack.livekit.server, 'phone', '+15550123', 'parley');
    expect(phone.before).not.toContain('caption');
    expect(phone.rangMs).toBeLessThan(3_000);
    await phone.say(await speak('What time does the shop open?'), CALLER_RATE_HZ);
    await eventually('the answer', () => phone.agentText().includes(ANSWER), { explain: () => phone.agentText() });
    expect(phone.firstHeardAtMs()).toBeDefined();
    const [joined] = await eventsOf(stack.worker, 'phone', 'participant.joined');
    expect(joined).toMatchObject({ kind: 'sip', identity: 'sip_+15550123' });
    heard = 'goodbye now';
    await eventually(
      'the answer has ended',
      async () => (await eventsOf(stack.worker, 'phone', 'reply.heard')).length === 1,
    );
    await phone.say(silence(1_000), CALLER_RATE_HZ);
    await phone.say(await speak('Goodbye now.'), CALLER_RATE_HZ);
    await eventually('the farewell', () => phone.agentText().includes('Farewell'), {
      explain: () => phone.agentText(),
    });
    await eventually('the line is cut', () => phone.ended(), { explain: workerSaid });
    const rooms = await stack.livekit.rooms.listRooms(['phone']);
    expect(rooms).toEqual([]);
    await phone.hangUp();
  });
});
