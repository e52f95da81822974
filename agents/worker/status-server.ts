/**
 * A loopback page that says how the worker is: `/` as JSON for the server, `/metrics` for Prometheus. Nothing can be changed through it.
 */
import { createServer, type Server } from 'node:http';
import { Gauge, Registry } from 'prom-client';
import type { HostStatus } from './host-pool.ts';
import type { WorkerLoad } from './load.ts';

export interface WorkerStatusReport extends WorkerLoad {
  /** A call offered now would be taken. */
  ready: boolean;
  registered: boolean;
  draining: boolean;
  workerId: string;
  agentName: string;
  hosts: HostStatus[];
  /** What keeps it from being ready, as sentences. */
  missing: string[];
}

export interface StatusServer {
  /** http://127.0.0.1:<port> */
  url: string;
  close(): Promise<void>;
}

/** `port` 0 takes any free one. Rejects with a sentence when the port is taken. */
export async function startStatusServer(port: number, report: () => WorkerStatusReport): Promise<StatusServer> {
  const metrics = workerMetrics(report);
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/metrics') {
      metrics.metrics().then(
        (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
      return;
    }
    if (path !== '/') {
      response.writeHead(404).end();
      return;
    }
    const status = report();
    response.writeHead(status.ready ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify(status));
  });
  await listen(server, port);
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new Error(
          `The worker's status page cannot listen on 127.0.0.1:${port} (${error.message}): set PARLEY_WORKER_PORT to a free port.`,
        ),
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
}

function workerMetrics(report: () => WorkerStatusReport): Registry {
  const registry = new Registry();
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  gauge('agent_worker_calls', 'Calls this worker runs or has accepted', () => report().calls);
  gauge('agent_worker_load', 'Load as reported to LiveKit, 0 to 0.99', () => report().load);
  gauge('agent_worker_registered', '1 while registered with LiveKit', () => Number(report().registered));
  gauge(
    'agent_worker_hosts_ready',
    'Hosts that can take calls, the standby included',
    () => report().hosts.filter((host) => host.role === 'active' || host.role === 'standby').length,
  );
  gauge('agent_worker_hosts_rss_bytes', 'Memory of all hosts', () =>
    report().hosts.reduce((sum, host) => sum + host.load.rssBytes, 0),
  );
  gauge('agent_worker_host_loop_lag_p95_ms', 'Worst event-loop lag of a host, p95 in ms', () =>
    Math.max(0, ...report().hosts.map((host) => host.load.loopLagP95Ms)),
  );
  return registry;
}
