/** The framework's own worker with the peer's agent. A process of its own, production settings, one process per call. */
import { join } from 'node:path';
import process from 'node:process';
import { AgentServer, initializeLogger, ServerOptions } from '@livekit/agents';
import { freePort } from '../../../server/dev/free-port.ts';

initializeLogger({ pretty: false, level: 'error' });
const server = new AgentServer(
  new ServerOptions({
    agent: join(import.meta.dirname, 'peer-agent.ts'),
    agentName: process.argv[2] ?? '',
    wsURL: process.env.LIVEKIT_URL ?? '',
    apiKey: process.env.LIVEKIT_API_KEY ?? '',
    apiSecret: process.env.LIVEKIT_API_SECRET ?? '',
    production: true,
    // Its own limit would refuse calls on a small machine before they can be measured.
    loadThreshold: 100,
    // A worker that reports a full load gets no call at all, whatever its limit: on a busy machine it would just be idle.
    loadFunc: async () => 0.5,
    initializeProcessTimeout: 60_000,
    host: '127.0.0.1',
    port: await freePort(),
  }),
);
server.event.once('worker_registered', () => process.send?.({ type: 'ready' }));
process.once('SIGTERM', () => {
  void server
    .drain(3_000)
    .catch(() => undefined)
    .then(() => server.close())
    .then(() => process.exit(0));
});
process.on('disconnect', () => process.exit(1));
await server.run();
