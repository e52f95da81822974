import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallStack, startCallStack } from '../support/call-stack.ts';
import { eventually } from '../support/eventually.ts';
import { silence, speak } from '../support/human-speech.ts';
import { joinAndSpeak } from '../support/speaking-caller.ts';

let stack: CallStack;
beforeAll(async () => {
  stack = await startCallStack({
    deepgram: { script: ['what time does the shop open', 'and when does it close'] },
    openai: {
      replies: {
        'what time does the shop open': 'The shop opens at nine in the morning.',
        'and when does it close': 'It closes at six.',
        'hello there': 'Hello to you too.',
      },
    },
  });
});
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
});

describe('a spoken call', () => {
  it('greets the caller, understands a question and answers it aloud', async () => {
    await using caller = disposable(await joinAndSpeak(stack.livekit.server, 'spoken', { agent: { name: 'parley' } }));
    await eventually('the greeting is heard', () => caller.heard.length > 0, { deadlineMs: 15_000 });
    await eventually('the greeting ends', () => !caller.agentLoud() && caller.states.at(-1) === 'listening');
    const before = caller.heard.length;
    await caller.say(await speak('What time does the shop open?'));
    await eventually('an answer is heard', () => caller.heard.length > before, {
      explain: () => JSON.stringify({ states: caller.states, captions: caller.captions }),
    });
    await eventually(
      'the answer is captioned',
      () => caller.agentText().includes('The shop opens at nine in the morning.'),
      { explain: () => caller.agentText() },
    );
    expect(
      caller.captions.some(
        (caption) => caption.from === 'caller-spoken' && caption.final && /shop open/.test(caption.text),
      ),
    ).toBe(true);
    expect(caller.states).toEqual(expect.arrayContaining(['listening', 'thinking', 'speaking']));
  });

  it('answers a typed message by the same voice', async () => {
    await using caller = disposable(
      await joinAndSpeak(stack.livekit.server, 'typed', { agent: { name: 'parley' }, microphone: false }),
    );
    await eventually('the greeting is heard', () => caller.heard.length > 0, { deadlineMs: 15_000 });
    await caller.type('hello there');
    await eventually('the answer is captioned', () => caller.agentText().includes('Hello to you too.'), {
      explain: () => JSON.stringify(caller.captions),
    });
  });

  it('stops at once when it is interrupted, and keeps only what was heard', async () => {
    await using caller = disposable(
      await joinAndSpeak(stack.livekit.server, 'interrupted', { agent: { name: 'parley' } }),
    );
    await eventually('the greeting is heard', () => caller.agentLoud(), { deadlineMs: 15_000 });
    const startedMs = performance.now();
    const saying = caller.say(await speak('What time does the shop open?'));
    await eventually('silence', () => !caller.agentLoud(), { deadlineMs: 3_000 });
    expect(performance.now() - startedMs).toBeLessThan(2_000);
    await saying;
    await eventually(
      'the answer is captioned',
      () => caller.agentText().includes('The shop opens at nine in the morning.'),
      { explain: () => JSON.stringify(caller.captions) },
    );
    await caller.say(silence(200));
  });
});

function disposable<T extends { leave(): Promise<void> }>(caller: T): T & AsyncDisposable {
  return Object.assign(caller, { [Symbol.asyncDispose]: () => caller.leave() });
}
