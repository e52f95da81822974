/** Whom a task is carried out as: what the engine needs of an agent of the catalog. Types only. */
import type { PolicyRule } from '../acting/policy/policy.ts';
import type { Tool } from '../acting/tool.ts';
import type { Supervisor } from '../planning/supervisor.ts';

export interface TaskAgent {
  name: string;
  instructions: string;
  timeZone: string;
  /** Who must agree to its plans; `problem` says why they cannot be asked. Absent: nobody must. */
  supervisor?: Supervisor | { name: string; problem: string } | undefined;
  /** Absent: the default rules. */
  rules?: readonly PolicyRule[] | undefined;
  /** Those that may be used without a call. */
  tools: ReadonlyMap<string, Tool>;
}
