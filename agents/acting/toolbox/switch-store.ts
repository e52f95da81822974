/** Where kill switches outlive the process. Types only. Failures are StoreErrors. */
import type { KillSwitch } from './toolbox-api.ts';

export interface SwitchStore {
  /** Every switch that was ever set, the last word on each. */
  all(): Promise<KillSwitch[]>;
  /** Resolves once durable. */
  set(killSwitch: KillSwitch): Promise<void>;
  close(): Promise<void>;
}
