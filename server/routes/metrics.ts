/** `/metrics` for Prometheus: calls from the log, HTTP from this process. Open in development, behind a key in production. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { LATENCY_BUCKETS_S, METRICS } from '../../agents/trace/metrics.ts';
import type { Api, AppContext } from '../app-context.ts';
import { countCalls } from '../metrics/call-metrics.ts';
import { followLog } from '../metrics/follow-log.ts';
import { requireKey } from '../plugins/caller.ts';

/** The gauge of live calls counts up to one page of the list. */
const LIVE_CALLS_PAGE = 500;

export function metricsRoute(api: Api, { eventLog, log, config }: AppContext): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'agent_server_' });
  const calls = countCalls(registry);
  new Gauge({
    name: METRICS.callsLive.name,
    help: METRICS.callsLive.help,
    registers: [registry],
    async collect() {
      // A log that cannot be read must not take the other figures with it: the gauge keeps its last value.
      const page = await eventLog.calls({ status: 'live' }, { limit: LIVE_CALLS_PAGE }).catch(() => undefined);
      if (page !== undefined) this.set(page.calls.length);
    },
  });
  countHttp(api, registry);

  const stop = new AbortController();
  let following: Promise<void> | undefined;
  api.addHook('onReady', async () => {
    following = followLog({ eventLog, onEntry: (entry) => calls.observe(entry), log, signal: stop.signal });
  });
  api.addHook('preClose', async () => {
    stop.abort();
    await following;
  });

  api.get('/metrics', { config: { unlimited: true }, schema: { hide: true } }, async (request, reply) => {
    if (config.environment === 'production') requireKey(request);
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

function countHttp(api: Api, registry: Registry): void {
  const { httpRequests, httpLatency } = METRICS;
  const requests = new Counter({
    name: httpRequests.name,
    help: httpRequests.help,
    labelNames: [...httpRequests.labels],
    registers: [registry],
  });
  const latency = new Histogram({
    name: httpLatency.name,
    help: httpLatency.help,
    labelNames: [...httpLatency.labels],
    buckets: [...LATENCY_BUCKETS_S],
    registers: [registry],
  });
  api.addHook('onResponse', async (request, reply) => {
    // The pattern, not the address: an address holds ids and there is no end of them.
    const route = request.routeOptions.url ?? 'none';
    requests.inc({ method: request.method, route, status: reply.statusCode });
    latency.observe({ route }, reply.elapsedTime / 1000);
  });
}
