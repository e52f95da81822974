/** What a process hands over to have its models built. Types only. */
import type { ModelDeadlines } from './deadlines.ts';
import type { OnDegraded } from './interfaces.ts';

/** Provider strings per function. Absent: the function is not there, but for `llm` (needed) and `vad` (native). */
export interface ModelStrings {
  stt?: string | undefined;
  tts?: string | undefined;
  llm: string;
  router?: string | undefined;
  planner?: string | undefined;
  vision?: string | undefined;
  embedder?: string | undefined;
  vad?: string | undefined;
  turnDetector?: string | undefined;
}
export interface ModelSettings {
  providers: ModelStrings;
  /** The environment that `key_env` and the vendors' key variables name. */
  keys: Record<string, string | undefined>;
  /** Where `local:` leads. */
  toolWorkerUrl?: string | undefined;
  deadlines?: Partial<ModelDeadlines>;
  /** Every failure that was covered for, and every one that was not. */
  onDegraded?: OnDegraded;
}
