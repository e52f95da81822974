/**
 * Turns a provider string into the members of a chain: parsed, with its key, its deadlines and its breaker. Knows no
 * model: `build` is handed in.
 */
import { Breaker } from './breaker.ts';
import type { ModelDeadlines } from './deadlines.ts';
import type { ChainMember } from './fallback-chain.ts';
import type { ModelSettings } from './model-settings.ts';
import type { ModelFunction } from './provider-options.ts';
import { type ProviderSpec, ProviderStringError, parseProviderChain } from './provider-string.ts';

/** One per process, so that there is one breaker per provider and not per function that uses it. */
export class MemberBuilder {
  readonly #settings: ModelSettings;
  readonly deadlines: ModelDeadlines;
  readonly #breakers = new Map<string, Breaker>();

  constructor(settings: ModelSettings, deadlines: ModelDeadlines) {
    this.#settings = settings;
    this.deadlines = deadlines;
  }

  async chain<M>(
    wanted: ModelFunction,
    variable: string,
    value: string,
    build: (spec: ProviderSpec, builder: MemberBuilder) => Promise<M>,
  ): Promise<ChainMember<M>[]> {
    const members: ChainMember<M>[] = [];
    for (const spec of this.#parse(wanted, variable, value)) {
      const model = await build(spec, this);
      members.push({ model, breaker: this.#breaker(spec), firstMs: this.#firstMs(spec) });
    }
    return members;
  }

  only(wanted: ModelFunction, variable: string, value: string): ProviderSpec {
    const [spec, second] = this.#parse(wanted, variable, value);
    if (!spec || second)
      throw new ProviderStringError(
        `${variable}=${JSON.stringify(value)} is not usable: it takes one provider and no chain.`,
      );
    return spec;
  }

  endpoint(spec: ProviderSpec): { label: string; baseUrl: string; apiKey: string | undefined } {
    return {
      label: spec.label,
      baseUrl: spec.baseUrl ?? '',
      apiKey: spec.keyVariable === undefined ? undefined : this.#settings.keys[spec.keyVariable],
    };
  }

  /** For one stream of hearing: its option first, and patience with what runs on this machine. */
  hearing(spec: ProviderSpec): { hearingOpenMs: number; hearingFinalMs: number } {
    const times = this.#patience(spec);
    return {
      hearingOpenMs: this.deadlines.hearingOpenMs * times,
      hearingFinalMs: numberOption(spec, 'deadline_ms') ?? this.deadlines.hearingFinalMs * times,
    };
  }

  #firstMs(spec: ProviderSpec): number {
    const usual = spec.function === 'tts' ? this.deadlines.firstSpeechMs : this.deadlines.firstTokenMs;
    return numberOption(spec, 'deadline_ms') ?? usual * this.#patience(spec);
  }

  #patience(spec: ProviderSpec): number {
    return /^(local|ollama)\//.test(spec.label) ? this.deadlines.localPatience : 1;
  }

  #parse(wanted: ModelFunction, variable: string, value: string): ProviderSpec[] {
    const specs = parseProviderChain(value, {
      variable,
      function: wanted,
      toolWorkerUrl: this.#settings.toolWorkerUrl,
    });
    for (const spec of specs) {
      if (spec.keyVariable === undefined || this.#settings.keys[spec.keyVariable]) continue;
      throw new ProviderStringError(
        `${variable}=${JSON.stringify(value)} is not usable: ${spec.label} needs a key, and ${spec.keyVariable} is not set.`,
      );
    }
    return specs;
  }

  #breaker(spec: ProviderSpec): Breaker {
    const key = `${spec.function} ${spec.scheme} ${spec.label}`;
    const breaker =
      this.#breakers.get(key) ??
      new Breaker({ failures: this.deadlines.breakerFailures, restMs: this.deadlines.breakerRestMs });
    this.#breakers.set(key, breaker);
    return breaker;
  }
}

export function numberOption(spec: ProviderSpec, name: string): number | undefined {
  const given = spec.options[name];
  return given === undefined ? undefined : Number(given);
}
export function flagOption(spec: ProviderSpec, name: string): boolean | undefined {
  const given = spec.options[name];
  return given === undefined ? undefined : given === 'true';
}
