/**
 * The HTTP application, without a port: hooks in the order they run, then every route by name. Tests inject requests
 * into it; `main.ts` listens with it.
 */
import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import cookie from '@fastify/cookie';
import Fastify, { LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { AppContext } from './app-context.ts';
import { identifyCallers } from './plugins/caller.ts';
import { endRequests, REQUEST_DEADLINE_MS } from './plugins/deadline.ts';
import { openEndedSessions } from './plugins/ended-sessions.ts';
import { replyToBrokenRequest, replyToFrameworkError, replyWithErrors } from './plugins/error-replies.ts';
import { guardHosts } from './plugins/host-guard.ts';
import { parseJsonOnly } from './plugins/json-bodies.ts';
import { answerUnknownAddresses } from './plugins/known-addresses.ts';
import { countRequests } from './plugins/limits.ts';
import { describeApi } from './plugins/openapi.ts';
import { identifyOperators } from './plugins/operator.ts';
import { logRequests } from './plugins/request-log.ts';
import { sendSecurityHeaders } from './plugins/security-headers.ts';
import { serveWebClient } from './plugins/web-client.ts';
import { agentRoutes } from './routes/agents.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { callCommandRoutes } from './routes/call-commands.ts';
import { callFileRoutes } from './routes/call-files.ts';
import { callSeatRoutes } from './routes/call-seats.ts';
import { callRoutes } from './routes/calls.ts';
import { consoleSessionRoutes } from './routes/console-session.ts';
import { intakeRoute } from './routes/intake.ts';
import { knowledgeRoutes } from './routes/knowledge.ts';
import { liveCallRoutes } from './routes/live-calls.ts';
import { memoryRoutes } from './routes/memory.ts';
import { metricsRoute } from './routes/metrics.ts';
import { ownMemoryRoutes } from './routes/own-memory.ts';
import { policyRoutes } from './routes/policy.ts';
import { statusRoutes } from './routes/status.ts';
import { taskRoutes } from './routes/tasks.ts';
import { tokenRoute } from './routes/token.ts';
import { toolRoutes } from './routes/tools.ts';
import { webhookRoute } from './routes/webhook.ts';

/** Enough for the longest message; routes that need less say so. */
const BODY_LIMIT_BYTES = 256 * 1024;

export interface TlsMaterial {
  cert: string | Buffer;
  key: string | Buffer;
}

export async function buildApp(context: AppContext, tls?: TlsMaterial) {
  const { config, secrets, log, limits } = context;
  const app = Fastify({
    serverFactory: (handler) => {
      const server = tls === undefined ? createHttpServer(handler) : createHttpsServer(tls, handler);
      server.requestTimeout = REQUEST_DEADLINE_MS;
      return server;
    },
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: replyToFrameworkError,
    clientErrorHandler: replyToBrokenRequest,
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: () => randomUUID(),
    trustProxy: config.reachableAs.trustedProxies.length > 0 ? config.reachableAs.trustedProxies : false,
    // Connections of pages that are still open must not hold up the end of the process.
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 256 },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  replyWithErrors(app);
  answerUnknownAddresses(app);
  parseJsonOnly(app);

  endRequests(app, context.requestDeadlineMs);
  logRequests(app);
  sendSecurityHeaders(app, config.livekit.publicUrl);
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('X-Request-Id', request.id);
  });
  guardHosts(app, config.reachableAs);
  const counted = await countRequests(app, limits);
  app.addHook('onRequest', counted.address);
  await app.register(cookie, { secret: secrets.cookieSecret });
  identifyCallers(app, secrets.apiKeys);
  const ended = await openEndedSessions(config.dataDir, context.nowMs);
  identifyOperators(app, { secrets, ended, nowMs: context.nowMs });
  app.addHook('onRequest', counted.user);

  metricsRoute(app, context);
  await describeApi(app);
  tokenRoute(app, context);
  agentRoutes(app, context);
  callRoutes(app, context);
  liveCallRoutes(app, context);
  callCommandRoutes(app, context);
  callSeatRoutes(app, context);
  await callFileRoutes(app, context);
  consoleSessionRoutes(app, context, ended);
  approvalRoutes(app, context);
  taskRoutes(app, context);
  intakeRoute(app, context);
  ownMemoryRoutes(app, context);
  memoryRoutes(app, context);
  await knowledgeRoutes(app, context);
  toolRoutes(app, context);
  policyRoutes(app, context);
  webhookRoute(app, context);
  statusRoutes(app, context);
  await serveWebClient(app, config.webClientDir);
  return app;
}
