/** The rules that agents act under: looked at, changed as new versions, rolled back, tried on what has happened. */
import { DEFAULT_RULES } from '../../agents/acting/policy/policy.ts';
import type { PolicyRule } from '../../agents/acting/policy/policy-rule.ts';
import { checkRules, effectiveRules } from '../../agents/acting/policy/rule-set.ts';
import type { NewRuleSet } from '../../agents/acting/policy/rule-set-store.ts';
import { errorReply } from '../api/errors.ts';
import {
  policyChange,
  policyChanged,
  policyReply,
  policyRollback,
  shadowQuery,
  shadowReply,
  simulationReply,
  simulationRequest,
} from '../api/policy.ts';
import type { Api, AppContext } from '../app-context.ts';
import { ApiError } from '../errors.ts';
import { keyOr, senderOf } from '../plugins/operator.ts';
import { shadowReport } from '../policy/shadow-report.ts';
import { maskedArguments, simulate } from '../policy/simulate.ts';

const HISTORY = 50;

export function policyRoutes(api: Api, { policies, agents, eventLog, nowMs, log }: AppContext): void {
  const described = { tags: ['policy'], security: [{ apiKey: [] }] };
  const rulesOfAgents = async (): Promise<{ name: string; rules: readonly PolicyRule[] }[]> =>
    (await agents.rules?.()) ?? (await agents.list()).map(({ name }) => ({ name, rules: [] }));

  const add = async (set: NewRuleSet) => {
    const added = await policies.add(set);
    if (added.outcome === 'stale')
      throw new ApiError(
        'policy_changed',
        `The policy is at version ${added.version} by now, and this change was made on ${set.basedOn}: look at it again.`,
        { version: added.version },
      );
    const { rules: _, ...summary } = added.set;
    log.warn({ version: summary.version, by: set.author, hash: summary.hash }, 'the policy was changed');
    return summary;
  };

  api.get(
    '/api/policy',
    {
      onRequest: keyOr('viewer'),
      schema: {
        ...described,
        summary: 'The rules in force, and their history',
        response: { 200: policyReply, default: errorReply },
      },
    },
    async () => {
      const [set, history, ofAgents] = await Promise.all([
        policies.current(),
        policies.history(HISTORY),
        rulesOfAgents(),
      ]);
      return {
        version: set?.version ?? 0,
        stored: [...(set?.rules ?? [])],
        product: [...DEFAULT_RULES],
        agents: ofAgents.map(({ name, rules }) => ({ name, rules: [...rules] })),
        history,
      };
    },
  );

  api.put(
    '/api/policy',
    {
      onRequest: keyOr('admin'),
      schema: {
        ...described,
        summary: 'Store other rules as a new version; they hold within seconds, also in running calls',
        body: policyChange,
        response: { 200: policyChanged, default: errorReply },
      },
    },
    async (request) => {
      const { rules, note, basedOn } = request.body;
      return await add({ rules: accepted(rules), note, basedOn, author: senderOf(request), atMs: nowMs() });
    },
  );

  api.post(
    '/api/policy/rollback',
    {
      onRequest: keyOr('admin'),
      schema: {
        ...described,
        summary: 'Bring the rules of an earlier version back, as a new version',
        body: policyRollback,
        response: { 200: policyChanged, default: errorReply },
      },
    },
    async (request) => {
      const { to, note, basedOn } = request.body;
      const earlier = to === 0 ? { rules: [] } : await policies.version(to);
      if (!earlier) throw new ApiError('policy_version_not_found', `There is no version ${to} of the policy.`);
      const author = senderOf(request);
      return await add({ rules: earlier.rules, note, basedOn, author, atMs: nowMs(), restores: to });
    },
  );

  api.post(
    '/api/policy/simulate',
    {
      onRequest: keyOr('operator'),
      schema: {
        ...described,
        summary: 'What other rules would have said of the calls in the log',
        body: simulationRequest,
        response: { 200: simulationReply, default: errorReply },
      },
    },
    async (request) => {
      const { rules, since, until = nowMs(), agent } = request.body;
      const stored = accepted(rules);
      const ofAgents = new Map(
        (await rulesOfAgents()).map(({ name, rules: own }) => [name, effectiveRules(own, stored)]),
      );
      const simulation = await simulate(
        eventLog,
        { sinceMs: since, untilMs: until, agent },
        (name) => ofAgents.get(name),
        { nowMs, signal: request.abandoned },
      );
      if (request.caller.kind === 'key' || request.operator?.role === 'admin') return simulation;
      const differences = simulation.differences.map((difference) => ({
        ...difference,
        argumentsJson: maskedArguments(difference.argumentsJson),
      }));
      return { ...simulation, differences };
    },
  );

  api.get(
    '/api/policy/shadow',
    {
      onRequest: keyOr('viewer'),
      schema: {
        ...described,
        summary: 'What rules in shadow would have decided otherwise',
        querystring: shadowQuery,
        response: { 200: shadowReply, default: errorReply },
      },
    },
    async ({ query: { since, until = nowMs() }, abandoned }) =>
      await shadowReport(eventLog, { sinceMs: since, untilMs: until }, { nowMs, signal: abandoned }),
  );
}

function accepted(written: unknown): readonly PolicyRule[] {
  const checked = checkRules(written);
  if ('rules' in checked) return checked.rules;
  const [first = 'The rules are not valid.'] = checked.problems;
  throw new ApiError('invalid_request', first, { problems: checked.problems });
}
