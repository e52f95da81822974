/**
 * Versions of the stored policy as rows, inside the database thread: added, never changed. Rules are for everybody, so
 * nothing is sealed; a version whose rules are not what its hash says is not given out.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../acting/call-key.ts';
import { type RuleSet, type RuleSetSummary, ruleSet } from '../../acting/policy/rule-set.ts';
import { StoreError } from '../store-error.ts';
import type { Database } from './open-database.ts';
import type { Handlers, PolicyOperations } from './operations.ts';

interface Row {
  version: number;
  author: string;
  note: string;
  at_ms: number;
  hash: string;
  restores: number | null;
  rule_count: number;
}

export function policyHandlers({ sql, write }: Database): Handlers<keyof PolicyOperations> {
  const newest = sql.prepare('SELECT * FROM policy_versions ORDER BY version DESC LIMIT 1');
  const byVersion = sql.prepare('SELECT * FROM policy_versions WHERE version = ?');
  const summaries = sql.prepare(
    `SELECT version, author, note, at_ms, hash, restores, rule_count FROM policy_versions
     WHERE version < ? ORDER BY version DESC LIMIT ?`,
  );
  const insert = sql.prepare(
    `INSERT INTO policy_versions (version, author, note, at_ms, hash, restores, rule_count, rules)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const current = (): RuleSet | undefined => opened(newest.get());
  return {
    'policy.current': current,
    'policy.version': ({ version }) => opened(byVersion.get(version)),
    'policy.history': ({ before, limit }) =>
      (summaries.all(before ?? Number.MAX_SAFE_INTEGER, limit) as object[] as Row[]).map(summaryOf),
    'policy.add': ({ basedOn, rules, author, note, atMs, restores }) =>
      write(() => {
        const version = (newest.get() as Row | undefined)?.version ?? 0;
        if (version !== basedOn) return { outcome: 'stale', version };
        const json = canonicalJson(rules);
        insert.run(version + 1, author, note, atMs, hashOf(json), restores ?? null, rules.length, json);
        const added = current();
        if (!added) throw new StoreError('io', `Version ${version + 1} of the policy was not stored.`);
        return { outcome: 'added', set: added };
      }),
  };
}

const hashOf = (json: string): string => createHash('sha256').update(json).digest('hex');

const summaryOf = ({ version, author, note, at_ms, hash, restores, rule_count }: Row): RuleSetSummary => ({
  version,
  author,
  note,
  atMs: at_ms,
  hash,
  ruleCount: rule_count,
  ...(restores === null ? {} : { restores }),
});

function opened(found: unknown): RuleSet | undefined {
  if (found === undefined) return undefined;
  const row = found as Row & { rules: string };
  if (hashOf(row.rules) !== row.hash)
    throw new StoreError('corrupt', `Version ${row.version} of the policy was changed after it was stored.`);
  const parsed = ruleSet.safeParse({ ...summaryOf(row), rules: JSON.parse(row.rules) });
  if (!parsed.success)
    throw new StoreError('corrupt', `Version ${row.version} of the policy cannot be read: ${parsed.error.message}`);
  return parsed.data;
}
