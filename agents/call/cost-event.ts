/** What one use of a provider cost, as the log holds it: priced where the price book has a price. Pure. */
import type { CallEventBody } from '../log/events.ts';
import { costUsd, type ModelUsage } from '../models/price-book.ts';

type Cost = Extract<CallEventBody, { type: 'cost' }>;

/** Takes the figures one by one: what a model reports with them is not the log's. */
export function costEvent(generation: number, provider: string, usage: ModelUsage): Cost {
  const figures = {
    inputTokens: usage.inputTokens,
    cachedInputTokens: usage.cachedInputTokens,
    outputTokens: usage.outputTokens,
    characters: usage.characters,
    audioSeconds: usage.audioSeconds,
    usd: costUsd(provider, usage),
  };
  const known = Object.fromEntries(Object.entries(figures).filter(([, figure]) => figure !== undefined));
  return { type: 'cost', generation, provider, ...known };
}
