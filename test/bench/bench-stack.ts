/** A stack under test as the benches see it: a name to dispatch to, processes to weigh, a way to stop. Types only. */

export interface BenchStack {
  name: 'parley' | 'agents-js';
  /** For explicit dispatch. */
  agentName: string;
  /** Processes whose trees are the stack's whole cost. */
  roots: number[];
  /** Worst event-loop lag of a host, p95 in ms; undefined where the stack does not tell. */
  loopLagP95Ms(): Promise<number | undefined>;
  /** Everything it has printed: at level `error`, complaints only. */
  output(): string;
  stop(): Promise<void>;
}
export interface StackAddresses {
  livekit: { url: string; apiKey: string; apiSecret: string };
  deepgram: string;
  openai: string;
}
