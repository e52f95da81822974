/**
 * The figures of calls, computed from the events of the log one by one, so that what happened in any host counts. An
 * event is counted once; content is never looked at.
 */
import { Counter, Histogram, type Registry } from 'prom-client';
import type { LogEntry } from '../../agents/log/entry.ts';
import type { CallEventOf } from '../../agents/log/events.ts';
import { LATENCY_BUCKETS_S, METRICS } from '../../agents/trace/metrics.ts';
import { boundedLabel } from './bounded-label.ts';

export interface CallMetrics {
  observe(entry: LogEntry): void;
}

/** Calls whose agent is remembered; beyond it the oldest count under `unknown`. */
const MAX_CALLS = 10_000;
const UNKNOWN = 'unknown';

export function countCalls(registry: Registry): CallMetrics {
  const counter = ({ name, help, labels }: { name: string; help: string; labels: readonly string[] }) =>
    new Counter({ name, help, labelNames: [...labels], registers: [registry] });
  const requests = counter(METRICS.requests);
  const errors = counter(METRICS.errors);
  const started = counter(METRICS.callsStarted);
  const ended = counter(METRICS.callsEnded);
  const interruptions = counter(METRICS.interruptions);
  const tools = counter(METRICS.tools);
  const personRequested = counter(METRICS.personRequested);
  const logEvents = counter(METRICS.logEvents);
  const addCost = countCosts(counter);
  const latency = new Histogram({
    name: METRICS.latency.name,
    help: METRICS.latency.help,
    labelNames: ['stage'],
    buckets: [...LATENCY_BUCKETS_S],
    registers: [registry],
  });

  const agents = new Map<string, string>();
  const agentOf = (callId: string): string => agents.get(callId) ?? UNKNOWN;
  const agentLabel = boundedLabel();
  const toolLabel = boundedLabel();

  return {
    observe(entry) {
      logEvents.inc();
      const agent = agentOf(entry.callId);
      switch (entry.type) {
        case 'call.started': {
          const name = agentLabel(entry.agent);
          agents.set(entry.callId, name);
          for (const oldest of agents.keys()) {
            if (agents.size <= MAX_CALLS) break;
            agents.delete(oldest);
          }
          started.inc({ agent: name });
          return;
        }
        case 'turn.committed':
          requests.inc({ agent, source: entry.source });
          return;
        case 'turn.timed':
          for (const [stage, ms] of Object.entries(entry.stagesMs))
            if (ms !== undefined) latency.observe({ stage }, ms / 1000);
          return;
        case 'reply.heard':
          if (entry.interrupted) interruptions.inc({ agent });
          return;
        case 'tool.finished':
          tools.inc({ tool: toolLabel(entry.tool), outcome: entry.outcome });
          if (entry.outcome === 'error' || entry.outcome === 'unknown')
            errors.inc({ where: 'act.tool', what: entry.outcome });
          return;
        case 'cost':
          addCost(entry);
          return;
        case 'degraded':
          errors.inc({ where: toolLabel(entry.stage), what: 'degraded' });
          return;
        case 'person.requested':
          personRequested.inc({ agent });
          return;
        case 'call.ended':
          ended.inc({ agent, outcome: entry.outcome });
          if (entry.outcome === 'failed') errors.inc({ where: 'call', what: 'failed' });
          if (entry.outcome !== 'handed-over') agents.delete(entry.callId);
          return;
        default:
          return;
      }
    },
  };
}

function countCosts(counter: (metric: { name: string; help: string; labels: readonly string[] }) => Counter) {
  const tokens = counter(METRICS.tokens);
  const cost = counter(METRICS.cost);
  const unpriced = counter(METRICS.unpriced);
  const characters = counter(METRICS.characters);
  const audio = counter(METRICS.audio);
  const providerLabel = boundedLabel();
  const add = (to: Counter, labels: Record<string, string>, value: number | undefined): void => {
    // A figure below zero would be a mistake of a provider; a counter must not fail on it.
    if (value !== undefined && value > 0) to.inc(labels, value);
  };
  return (entry: CallEventOf<'cost'>): void => {
    const provider = providerLabel(entry.provider);
    add(tokens, { provider, kind: 'input' }, entry.inputTokens);
    add(tokens, { provider, kind: 'cached_input' }, entry.cachedInputTokens);
    add(tokens, { provider, kind: 'output' }, entry.outputTokens);
    add(characters, { provider }, entry.characters);
    add(audio, { provider }, entry.audioSeconds);
    add(cost, { provider }, entry.usd);
    if (entry.usd === undefined) unpriced.inc({ provider });
  };
}
