/** The framework's own worker with an agent that only joins: the peer in the contract suite of the worker protocol. A process of its own. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { AgentServer, initializeLogger, ServerOptions } from '@livekit/agents';
import { freePort } from '../../server/dev/free-port.ts';

const [scratch = '', agentName = '', calls = ''] = process.argv.slice(2);
const agentFile = join(scratch, 'joining-agent.mjs');
writeFileSync(
  agentFile,
  `import { defineAgent } from ${JSON.stringify(import.meta.resolve('@livekit/agents'))};
export default defineAgent({ entry: async (job) => { await job.connect(); } });
`,
);
initializeLogger({ pretty: false, level: 'silent' });
const server = new AgentServer(
  new ServerOptions({
    agent: agentFile,
    agentName,
    wsURL: process.env.LIVEKIT_URL ?? '',
    apiKey: process.env.LIVEKIT_API_KEY ?? '',
    apiSecret: process.env.LIVEKIT_API_SECRET ?? '',
    production: true,
    numIdleProcesses: 1,
    // With a limit: full as soon as that many jobs run (the framework looks every 2.5 s).
    ...(calls === ''
      ? { loadThreshold: 100 }
      : {
          loadThreshold: 0.7,
          loadFunc: async (worker: AgentServer) => (worker.activeJobs.length >= Number(calls) ? 1 : 0),
        }),
    host: '127.0.0.1',
    port: await freePort(),
  }),
);
server.event.once('worker_registered', () => process.send?.({ type: 'ready' }));
process.once('SIGTERM', () => {
  void server
    .drain()
    .then(() => server.close())
    .then(() => process.exit(0));
});
process.on('disconnect', () => process.exit(1));
await server.run();
