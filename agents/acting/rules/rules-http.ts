/** The stored policy over HTTP, under `/policy`: what hosts and tasks are judged by. It is changed by the server alone. */
import { z } from 'zod';
import { jsonService, operation } from '../../internal/json-service.ts';
import type { OpenedService } from '../../internal/mounted-service.ts';
import { policyRule } from '../policy/policy-rule.ts';
import { NOTHING_STORED, type PolicyNow } from '../policy/rule-set.ts';
import type { RuleSetStore } from '../policy/rule-set-store.ts';

export const policyNow = z.object({
  version: z.number().int().nonnegative(),
  rules: z.array(policyRule).readonly(),
});

/** Version 0 while nothing was ever stored. Rejects with StoreError. */
export async function storedNow(store: Pick<RuleSetStore, 'current'>): Promise<PolicyNow> {
  const set = await store.current();
  return set ? { version: set.version, rules: set.rules } : NOTHING_STORED;
}

export const createRulesService = (store: Pick<RuleSetStore, 'current' | 'close'>): OpenedService => ({
  answer: jsonService('policy', { current: operation(z.unknown(), () => storedNow(store)) }),
  close: () => store.close(),
});
