import { describe, expect, test } from 'vitest';
import { costUsd } from '../../../agents/models/price-book.ts';

describe('the price of an answer', () => {
  test('counts tokens, the cached ones at their own price', () => {
    expect(
      costUsd('openai/gpt-4.1-mini', { inputTokens: 1_000_000, cachedInputTokens: 400_000, outputTokens: 100_000 }),
    ).toBeCloseTo(0.6 * 0.4 + 0.4 * 0.1 + 0.1 * 1.6, 10);
  });
  test('counts characters for one voice and minutes for another, never both', () => {
    expect(costUsd('openai/tts-1', { characters: 1000, audioSeconds: 60 })).toBeCloseTo(0.015, 10);
    expect(costUsd('openai/gpt-4o-mini-tts', { characters: 1000, audioSeconds: 60 })).toBeCloseTo(0.015, 10);
  });
  test('counts minutes heard', () => {
    expect(costUsd('deepgram/nova-3', { audioSeconds: 600 })).toBeCloseTo(0.077, 10);
  });
  test('is nothing on the user’s own machine', () => {
    expect(costUsd('local/rules', { inputTokens: 5000 })).toBe(0);
    expect(costUsd('ollama/qwen3:4b', { inputTokens: 5000 })).toBe(0);
  });
  test('of a dated model is that of its family, and the plugin changes nothing', () => {
    expect(costUsd('openai/gpt-4.1-mini-2025-04-14', { outputTokens: 1000 })).toBe(
      costUsd('openai/gpt-4.1-mini', { outputTokens: 1000 }),
    );
    expect(costUsd('openai-plugin/gpt-4.1-mini', { outputTokens: 1000 })).toBe(
      costUsd('openai/gpt-4.1-mini', { outputTokens: 1000 }),
    );
  });
  test.each(['openai/gpt-99', 'openai@127.0.0.1:8000/gpt-4.1-mini', 'nonsense'])(
    'of %s is unknown, and not zero',
    (provider) => {
      expect(costUsd(provider, { inputTokens: 10 })).toBeUndefined();
    },
  );
  test('is unknown when something was used that has no price', () => {
    expect(costUsd('openai/text-embedding-3-small', { outputTokens: 10 })).toBeUndefined();
  });
});
