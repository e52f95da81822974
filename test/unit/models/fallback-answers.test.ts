import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Breaker } from '../../../agents/models/breaker.ts';
import { DEFAULT_DEADLINES } from '../../../agents/models/deadlines.ts';
import { FallbackLanguageModel } from '../../../agents/models/fallback-language-model.ts';
import { FallbackTextToSpeech } from '../../../agents/models/fallback-text-to-speech.ts';
import {
  type ChatDelta,
  type Degradation,
  type LanguageModel,
  ModelError,
  type SpeechOptions,
  type TextToSpeech,
} from '../../../agents/models/interfaces.ts';

/** What a scripted model does: a number waits, an error throws, `'hang'` never goes on and ignores its signal. */
type Step<T> = T | number | ModelError | 'hang';
async function* play<T>(steps: readonly Step<T>[]): AsyncGenerator<T> {
  for (const step of steps) {
    if (typeof step === 'number') await new Promise((resolve) => setTimeout(resolve, step));
    else if (step === 'hang') await new Promise(() => undefined);
    else if (step instanceof ModelError) throw step;
    else yield step;
  }
}
const refusal = (provider: string) => new ModelError(provider, 'unreachable', 'it answered 500', { retryable: true });
const text = (said: string): ChatDelta => ({ type: 'text', text: said });
const usage: ChatDelta = { type: 'usage', provider: 'x', inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 };

interface Scripted extends LanguageModel {
  asked: number;
}
function talker(label: string, ...scripts: Step<ChatDelta>[][]): Scripted {
  return {
    label,
    asked: 0,
    chat() {
      this.asked += 1;
      return play(scripts[Math.min(this.asked, scripts.length) - 1] ?? []);
    },
    prewarm: async () => undefined,
  };
}
const member = <M>(model: M, firstMs?: number) => ({
  model,
  breaker: new Breaker({ failures: 2, restMs: 10_000 }),
  firstMs,
});
const request = { messages: [], tools: [] };

async function answer(model: LanguageModel, signal = new AbortController().signal) {
  const degradations: Degradation[] = [];
  let said = '';
  let error: unknown;
  try {
    for await (const delta of model.chat(request, signal, { onDegraded: (event) => degradations.push(event) }))
      if (delta.type === 'text') said += delta.text;
  } catch (thrown) {
    error = thrown;
  }
  return { said, error, degradations };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  vi.setTimerTickMode('nextTimerAsync');
});
afterEach(() => vi.useRealTimers());

describe('a chain of language models', () => {
  const chain = (...members: ReturnType<typeof member<LanguageModel>>[]) =>
    new FallbackLanguageModel(members, DEFAULT_DEADLINES);

  test('asks the first and nobody else while it works', async () => {
    const second = talker('second', [text('no')]);
    expect(await answer(chain(member(talker('first', [100, text('yes')])), member(second)))).toEqual({
      said: 'yes',
      error: undefined,
      degradations: [],
    });
    expect(second.asked).toBe(0);
  });

  test('lets the next take over when the first refuses, and says so', async () => {
    const result = await answer(
      chain(member(talker('first', [refusal('first')])), member(talker('second', [text('here')]))),
    );
    expect(result.said).toBe('here');
    expect(result.degradations).toEqual([
      { function: 'llm', from: 'first', to: 'second', failure: 'unreachable', message: 'first: it answered 500' },
    ]);
  });

  test('waits no longer than the deadline for the first token of one that hangs and ignores its signal', async () => {
    const startedMs = performance.now();
    const result = await answer(
      chain(member(talker('first', [usage, 'hang'])), member(talker('second', [text('here')]))),
    );
    expect(result.said).toBe('here');
    expect(result.degradations[0]).toMatchObject({ failure: 'timeout' });
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(DEFAULT_DEADLINES.firstTokenMs - 1);
    expect(performance.now() - startedMs).toBeLessThan(DEFAULT_DEADLINES.firstTokenMs + 50);
  });

  test('gives a member the deadline it was given itself', async () => {
    const result = await answer(chain(member(talker('slow', [5000, text('at last')]), 6000)));
    expect(result.said).toBe('at last');
  });

  test('lets the error surface once something was said, so that nothing is said twice', async () => {
    const second = talker('second', [text('again')]);
    const result = await answer(
      chain(
        member(
          talker('first', [
            text('My na'),
            new ModelError('first', 'died-mid-stream', 'broke off', { retryable: true }),
          ]),
        ),
        member(second),
      ),
    );
    expect(result).toMatchObject({
      said: 'My na',
      error: { failure: 'died-mid-stream' },
      degradations: [{ to: undefined }],
    });
    expect(second.asked).toBe(0);
  });

  test('surfaces a pause in the middle that is too long', async () => {
    const result = await answer(chain(member(talker('first', [text('My na'), 'hang']))));
    expect(result).toMatchObject({ said: 'My na', error: { failure: 'died-mid-stream' } });
  });

  test('throws the last error when all have failed', async () => {
    const result = await answer(
      chain(member(talker('first', [refusal('first')])), member(talker('second', [refusal('second')]))),
    );
    expect(result.error).toMatchObject({ provider: 'second' });
    expect(result.degradations.map(({ from, to }) => [from, to])).toEqual([
      ['first', 'second'],
      ['second', undefined],
    ]);
  });

  test('stops asking one that keeps failing, and asks it again after a rest', async () => {
    const first = talker('first', [refusal('first')], [refusal('first')], [text('well again')]);
    const both = chain(member(first), member(talker('second', [text('here')])));
    for (let turn = 0; turn < 5; turn += 1) expect((await answer(both)).said).toBe('here');
    expect(first.asked).toBe(2);
    vi.setSystemTime(Date.now() + 20_000);
    await new Promise((resolve) => setTimeout(resolve, 10_001));
    expect((await answer(both)).said).toBe('well again');
    expect((await answer(both)).said).toBe('well again');
  });

  test('asks all the same when every one has been failing: silence is worse', async () => {
    const only = talker('only', [refusal('only')], [refusal('only')], [refusal('only')], [text('back')]);
    const alone = chain(member(only));
    for (let turn = 0; turn < 3; turn += 1) await answer(alone);
    expect((await answer(alone)).said).toBe('back');
  });

  test('asks one that has rested when the one before it fails, however often it was passed over', async () => {
    const second = talker('second', [refusal('second')], [refusal('second')], [text('back')]);
    const first = talker(
      'first',
      ...Array.from({ length: 2 }, () => [refusal('first')]),
      [text('fine')],
      [text('fine')],
      [refusal('first')],
    );
    const both = chain(member(first), member(second));
    await answer(both);
    await answer(both);
    await new Promise((resolve) => setTimeout(resolve, 15_000));
    expect((await answer(both)).said).toBe('fine');
    expect((await answer(both)).said).toBe('fine');
    expect((await answer(both)).said).toBe('back');
  });

  test('asks one that rests rather than nobody', async () => {
    const second = talker('second', [refusal('second')], [refusal('second')], [text('back')]);
    const first = talker('first', [refusal('first')], [refusal('first')]);
    const resting = member(second);
    await answer(chain(member(first), resting));
    await answer(chain(member(first), resting));
    expect((await answer(chain(member(talker('third', [refusal('third')])), resting))).said).toBe('back');
  });

  test('ends silently when it is cancelled, blames nobody and asks nobody else', async () => {
    const abort = new AbortController();
    const first = member<LanguageModel>(talker('first', ['hang']));
    const second = talker('second', [text('no')]);
    setTimeout(() => abort.abort(), 100);
    expect(await answer(chain(first, member(second)), abort.signal)).toEqual({
      said: '',
      error: undefined,
      degradations: [],
    });
    expect(first.breaker.state).toBe('closed');
    expect(second.asked).toBe(0);
  });

  test('turns whatever a plugin throws into the one error that callers know', async () => {
    const broken: LanguageModel = {
      label: 'broken',
      chat: () => {
        throw new TypeError('x is not a function');
      },
      prewarm: async () => undefined,
    };
    expect((await answer(chain(member(broken)))).error).toMatchObject({
      name: 'ModelError',
      failure: 'bad-reply',
      provider: 'broken',
    });
  });
});

describe('a chain of voices', () => {
  const voice = (label: string, steps: Step<Int16Array>[], sampleRateHz = 24_000) => {
    const voices: (string | undefined)[] = [];
    const model: TextToSpeech = {
      label,
      sampleRateHz,
      synthesize(_text: string, options: SpeechOptions) {
        voices.push(options.voice);
        return play(steps);
      },
      prewarm: async () => undefined,
    };
    return { model, voices };
  };
  const pcm = new Int16Array(240);
  const speak = async (chain: TextToSpeech) => {
    const heard: Int16Array[] = [];
    let error: unknown;
    try {
      for await (const part of chain.synthesize('Hello.', { signal: new AbortController().signal, voice: 'coral' }))
        heard.push(part);
    } catch (thrown) {
      error = thrown;
    }
    return { samples: heard.reduce((sum, part) => sum + part.length, 0), error };
  };

  test('speaks a clause with the next when the first gives no sample, without the first one’s voice', async () => {
    const first = voice('first', ['hang']);
    const second = voice('second', [pcm, pcm]);
    const result = await speak(
      new FallbackTextToSpeech([member(first.model), member(second.model)], DEFAULT_DEADLINES),
    );
    expect(result).toEqual({ samples: 480, error: undefined });
    expect([first.voices, second.voices]).toEqual([['coral'], [undefined]]);
  });

  test('raises when a clause breaks off in the middle', async () => {
    const second = voice('second', [pcm]);
    const result = await speak(
      new FallbackTextToSpeech([member(voice('first', [pcm, 'hang']).model), member(second.model)], DEFAULT_DEADLINES),
    );
    expect(result).toMatchObject({ samples: 240, error: { failure: 'died-mid-stream' } });
    expect(second.voices).toEqual([]);
  });

  test('is refused when its voices cannot stand in for each other', () => {
    expect(
      () =>
        new FallbackTextToSpeech(
          [member(voice('a', []).model), member(voice('b', [], 16_000).model)],
          DEFAULT_DEADLINES,
        ),
    ).toThrow('24000, 16000 Hz');
  });
});
