/** The stored policy as a host reaches it. Rejects with a sentence when it cannot be had. */
import { jsonClient } from '../../internal/json-client.ts';
import type { PolicyNow } from '../policy/rule-set.ts';
import { policyNow } from './rules-http.ts';

const DEADLINE_MS = 1_500;

export function createRulesClient(options: {
  url: string;
  token: string;
}): (signal: AbortSignal) => Promise<PolicyNow> {
  const ask = jsonClient({ ...options, name: 'policy', maxInFlight: 2 });
  return (signal) => ask('current', {}, policyNow, DEADLINE_MS, signal);
}
