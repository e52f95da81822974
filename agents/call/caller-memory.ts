/**
 * The memory of whoever is the caller now: asked ahead of each turn, written behind it. A memory belongs to one caller:
 * whoever comes next must not be told what another one said. Never throws.
 */
import type { MemoryClient } from '../memory/service-api.ts';
import type { HeardTurn } from './answering.ts';
import type { CurrentAgent } from './current-agent.ts';
import { RecallAhead } from './recall-ahead.ts';
import { WriteBehind } from './write-behind.ts';

export interface CallerMemoryOptions {
  agent: CurrentAgent;
  memory: MemoryClient;
  sessionId: string;
  signal: AbortSignal;
  /** A turn could not be kept. */
  onLost(error: unknown): void;
}

export class CallerMemory {
  readonly #options: CallerMemoryOptions;
  readonly #writeBehind: WriteBehind;
  #ahead: RecallAhead | undefined;

  constructor(options: CallerMemoryOptions) {
    this.#options = options;
    this.#writeBehind = new WriteBehind(options);
  }

  /** Undefined while nobody has come, or for an agent without memory. */
  get ahead(): RecallAhead | undefined {
    return this.#ahead;
  }
  belongsTo(userId: string): void {
    if (this.#options.agent.definition.memory !== 'user' || this.#ahead?.userId === userId) return;
    this.#ahead = new RecallAhead({ ...this.#options, userId });
  }
  /** Another agent has the call: what it may remember is what its file says. */
  agentChanged(userId: string | undefined): void {
    if (this.#options.agent.definition.memory !== 'user') this.#ahead = undefined;
    else if (userId !== undefined) this.belongsTo(userId);
  }
  /** What is worth knowing before the first word, as sentences. */
  async prefetch(): Promise<string[]> {
    if (!this.#ahead) return [];
    const answer = await this.#ahead.prefetch();
    return answer.items.map((item) => item.record.content.private);
  }
  keep(userId: string | undefined, turn: HeardTurn): void {
    if (this.#ahead && userId !== undefined) this.#writeBehind.turn(userId, turn);
  }
  /** Every turn is kept or lost, or that takes too long. */
  async settled(): Promise<void> {
    await this.#writeBehind.settled();
  }
}
