/**
 * What an answer cost, in US dollars, from the public list prices of the vendors. Pure data and one function. An
 * unknown model costs `undefined`, never zero: a bill that silently leaves something out is worse than none.
 */

export interface ModelUsage {
  inputTokens?: number;
  cachedInputTokens?: number;
  outputTokens?: number;
  characters?: number;
  audioSeconds?: number;
}
interface Price {
  /** USD per million tokens. */
  input?: number;
  cachedInput?: number;
  output?: number;
  /** USD per million characters of text spoken. */
  characters?: number;
  /** USD per minute of audio heard or spoken. */
  audioMinute?: number;
}

/** Vendors' public price pages (openai.com/api/pricing, deepgram.com/pricing; pay as you go) as known in January 2026. */
const PRICES: Record<string, Price> = {
  'openai/gpt-4.1': { input: 2, cachedInput: 0.5, output: 8 },
  'openai/gpt-4.1-mini': { input: 0.4, cachedInput: 0.1, output: 1.6 },
  'openai/gpt-4.1-nano': { input: 0.1, cachedInput: 0.025, output: 0.4 },
  'openai/gpt-4o': { input: 2.5, cachedInput: 1.25, output: 10 },
  'openai/gpt-4o-mini': { input: 0.15, cachedInput: 0.075, output: 0.6 },
  'openai/gpt-5': { input: 1.25, cachedInput: 0.125, output: 10 },
  'openai/gpt-5-mini': { input: 0.25, cachedInput: 0.025, output: 2 },
  'openai/gpt-5-nano': { input: 0.05, cachedInput: 0.005, output: 0.4 },
  'openai/text-embedding-3-small': { input: 0.02 },
  'openai/text-embedding-3-large': { input: 0.13 },
  'openai/tts-1': { characters: 15 },
  'openai/tts-1-hd': { characters: 30 },
  // The vendor bills this one by audio tokens and states the estimate per minute itself.
  'openai/gpt-4o-mini-tts': { audioMinute: 0.015 },
  'deepgram/nova-3': { audioMinute: 0.0077 },
  'deepgram/nova-2': { audioMinute: 0.0058 },
  'deepgram/nova-2-phonecall': { audioMinute: 0.0058 },
};

/** Providers whose models run on the user's own machine. */
const FREE_VENDORS = new Set(['local', 'ollama']);

/**
 * USD for `usage` at `provider` (a label, `vendor/model`). Undefined when the model, or the price of something that was
 * used, is unknown. `vendor@host/model` is somebody else's server and unknown too.
 */
export function costUsd(provider: string, usage: ModelUsage): number | undefined {
  const slash = provider.indexOf('/');
  if (FREE_VENDORS.has(provider.slice(0, slash < 0 ? undefined : slash))) return 0;
  const price = PRICES[provider.replace('-plugin/', '/')] ?? PRICES[withoutDate(provider)];
  if (!price) return undefined;
  const cached = Math.min(usage.cachedInputTokens ?? 0, usage.inputTokens ?? 0);
  // Audio with a price per character is not billed by the minute as well, and the other way round.
  const spoken =
    price.characters === undefined
      ? part(usage.audioSeconds, price.audioMinute, 60)
      : part(usage.characters, price.characters, 1e6);
  const parts = [
    part((usage.inputTokens ?? 0) - cached, price.input, 1e6),
    part(cached, price.cachedInput ?? price.input, 1e6),
    part(usage.outputTokens, price.output, 1e6),
    spoken,
  ];
  return parts.includes(undefined) ? undefined : parts.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

const part = (amount: number | undefined, price: number | undefined, per: number): number | undefined =>
  amount ? (price === undefined ? undefined : (amount / per) * price) : 0;

/** Dated snapshots (`gpt-4.1-mini-2025-04-14`) cost what their family costs. */
const withoutDate = (provider: string): string => provider.replace(/-\d{4}-\d{2}-\d{2}$/, '');
