/** Where versions of the stored policy are kept. Types only. Failures are StoreErrors. */
import type { PolicyRule } from './policy-rule.ts';
import type { RuleSet, RuleSetSummary } from './rule-set.ts';

export interface NewRuleSet {
  rules: readonly PolicyRule[];
  author: string;
  note: string;
  /** Epoch milliseconds. */
  atMs: number;
  /** The version its author had before them; 0: none was stored. */
  basedOn: number;
  /** The version whose rules these are again; 0: none. */
  restores?: number;
}
export type Added = { outcome: 'added'; set: RuleSet } | { outcome: 'stale'; version: number };

export interface RuleSetStore {
  /** The newest version; undefined before the first. */
  current(): Promise<RuleSet | undefined>;
  version(version: number): Promise<RuleSet | undefined>;
  /** Newest first, those before the version `before`. */
  history(limit: number, before?: number): Promise<RuleSetSummary[]>;
  /** Resolves once durable. `stale`: somebody was faster; nothing was stored. */
  add(set: NewRuleSet): Promise<Added>;
  close(): Promise<void>;
}
