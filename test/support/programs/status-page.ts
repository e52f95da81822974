/** A server that only knows /api/status and /environment: stands for the real one where its starter is tested. */
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  if (request.url === '/api/status') response.end(JSON.stringify({ ready: true, missing: [], degraded: [] }));
  else if (request.url === '/environment') response.end(JSON.stringify(process.env));
  else if (request.url === '/crash') process.exit(7);
  else response.end('{}');
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  process.send?.({ type: 'ready', url: `http://127.0.0.1:${process.env.PORT}` });
});
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
