/**
 * Every metric name, its kind, labels and meaning, in one place: the server's /metrics, dashboards and alerts use these
 * words. Pure.
 */
export const METRICS = {
  requests: { name: 'agent_requests_total', help: 'Turns of callers that were committed', labels: ['agent', 'source'] },
  latency: { name: 'agent_latency_seconds', help: 'Time of each stage of a turn', labels: ['stage'] },
  errors: {
    name: 'agent_errors_total',
    help: 'Failures by where they happened: degraded stages, tools, calls',
    labels: ['where', 'what'],
  },
  tokens: { name: 'agent_token_usage', help: 'Tokens that models read and wrote', labels: ['provider', 'kind'] },
  cost: {
    name: 'agent_cost_dollars',
    help: 'What providers charged, as far as the price book knows',
    labels: ['provider'],
  },
  unpriced: {
    name: 'agent_unpriced_uses_total',
    help: 'Uses of providers without a price: the cost is a lower bound',
    labels: ['provider'],
  },
  characters: { name: 'agent_characters_total', help: 'Characters synthesised', labels: ['provider'] },
  audio: { name: 'agent_audio_seconds_total', help: 'Seconds of audio recognised', labels: ['provider'] },
  callsStarted: { name: 'agent_calls_started_total', help: 'Calls that began', labels: ['agent'] },
  callsEnded: { name: 'agent_calls_ended_total', help: 'Calls that ended, by outcome', labels: ['agent', 'outcome'] },
  callsLive: { name: 'agent_calls_live', help: 'Calls that have begun and not ended, up to 500', labels: [] },
  interruptions: { name: 'agent_interruptions_total', help: 'Replies the caller cut short', labels: ['agent'] },
  tools: { name: 'agent_tool_calls_total', help: 'Tool calls by outcome', labels: ['tool', 'outcome'] },
  personRequested: { name: 'agent_person_requested_total', help: 'Calls that asked for a person', labels: ['agent'] },
  logEvents: {
    name: 'agent_log_events_total',
    help: 'Events of the log that these figures were computed from',
    labels: [],
  },
  httpRequests: {
    name: 'agent_http_requests_total',
    help: 'HTTP requests served',
    labels: ['method', 'route', 'status'],
  },
  httpLatency: { name: 'agent_http_latency_seconds', help: 'Time to answer an HTTP request', labels: ['route'] },
} as const satisfies Record<string, { name: `agent_${string}`; help: string; labels: readonly string[] }>;

/** Upper bounds in seconds: dense where a conversation feels the difference (around the 0.6 s of voice to voice). */
export const LATENCY_BUCKETS_S = [
  0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 1, 1.5, 2, 3, 5, 10, 30,
] as const;
