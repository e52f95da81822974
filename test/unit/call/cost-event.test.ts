import { describe, expect, it } from 'vitest';
import { costEvent } from '../../../agents/call/cost-event.ts';
import { callEvent, LOG_VERSION } from '../../../agents/log/events.ts';

describe('what an answer cost', () => {
  it('is an event that the log can read, whatever else the model reports with it', () => {
    const reported = { type: 'usage', inputTokens: 120, outputTokens: 9, cachedInputTokens: 0, queued: true };
    const event = { v: LOG_VERSION, callId: 'c1', seq: 1, atMs: 1, ...costEvent(3, 'openai/gpt-4.1-mini', reported) };
    expect(callEvent.parse(event)).toMatchObject({ type: 'cost', generation: 3, inputTokens: 120, outputTokens: 9 });
    expect(event).not.toHaveProperty('queued');
    expect(event.usd).toBeGreaterThan(0);
  });

  it('has no price where the price book has none', () => {
    expect(costEvent(0, 'somebody/unheard-of', { characters: 5 })).toEqual({
      type: 'cost',
      generation: 0,
      provider: 'somebody/unheard-of',
      characters: 5,
    });
  });
});
