/** Turns whatever failed into the API's one error shape. A mistake of ours is logged whole and told as its request id only. */
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors, type ZodFastifySchemaValidationError } from 'fastify-type-provider-zod';
import { StoreError } from '../../agents/log/store-error.ts';
import type { ErrorReply } from '../api/errors.ts';
import { ApiError, type ErrorCode, shown } from '../errors.ts';

/** Errors of the framework that are the caller's doing. */
const FRAMEWORK_CODES: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_body',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_body',
  FST_ERR_BAD_URL: 'malformed_request',
  FST_ERR_MAX_PARAM_LENGTH: 'malformed_request',
};

/** More issues than this help nobody, and their number is the caller's to choose. */
const MAX_ISSUES = 10;

interface Issue {
  field: string;
  problem: string;
  given?: string;
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value;
}

/** `/room_config/agents/0/agent_name` as `room_config.agents[0].agent_name`. */
const fieldName = (path: readonly string[]): string =>
  path.map((key, at) => (/^\d+$/.test(key) ? `[${key}]` : `${at === 0 ? '' : '.'}${key.slice(0, 80)}`)).join('');

function issueOf(root: unknown, { instancePath, message, params, keyword }: ZodFastifySchemaValidationError): Issue {
  const path = instancePath.split('/').filter((key) => key !== '');
  const unknownKeys: unknown = keyword === 'unrecognized_keys' ? params.keys : undefined;
  if (Array.isArray(unknownKeys))
    return { field: fieldName([...path, String(unknownKeys[0])]), problem: 'is not a field of this request' };
  const given = valueAt(root, path);
  return {
    field: fieldName(path) || 'the request',
    problem: message ?? 'is not valid',
    ...(given === undefined ? {} : { given: shown(given) }),
  };
}

function invalidRequest(
  request: FastifyRequest,
  context: string | undefined,
  found: ZodFastifySchemaValidationError[],
): ApiError {
  const root =
    context === 'querystring'
      ? request.query
      : context === 'params'
        ? request.params
        : context === 'headers'
          ? request.headers
          : request.body;
  const issues = found.slice(0, MAX_ISSUES).map((issue) => issueOf(root, issue));
  const [first] = issues;
  const sentence =
    first === undefined
      ? 'The request is not valid.'
      : `${first.field}${first.given === undefined ? '' : `=${first.given}`}: ${first.problem}.`;
  return new ApiError('invalid_request', sentence, { issues });
}

function ofStore(error: StoreError, request: FastifyRequest): ApiError {
  if (error.failure === 'invalid') return new ApiError('invalid_request', error.message);
  request.log.error({ err: error }, 'the log of calls failed');
  return new ApiError('log_unavailable', `The log of calls cannot be used now (${error.failure}).`);
}

const isClientsDoing = ({ statusCode }: FastifyError): boolean =>
  statusCode !== undefined && statusCode >= 400 && statusCode < 500;

function asApiError(error: FastifyError, request: FastifyRequest): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof StoreError) return ofStore(error, request);
  if (hasZodFastifySchemaValidationErrors(error))
    return invalidRequest(request, error.validationContext, error.validation);
  const code = FRAMEWORK_CODES[error.code];
  if (code === 'unsupported_media_type') {
    return new ApiError(
      code,
      `The content type ${shown(request.headers['content-type'] ?? '')} is not understood: send application/json.`,
    );
  }
  if (code === 'body_too_large') {
    return new ApiError(
      code,
      `The body of ${request.headers['content-length'] ?? 'unknown'} bytes is larger than the ${request.routeOptions.bodyLimit} that ${request.method} ${request.routeOptions.url} takes.`,
    );
  }
  if (code !== undefined) return new ApiError(code, `${error.message}.`);
  // What the static files' plugin refuses: a folder, a path outside its root, a name no file can have.
  if (request.routeOptions.url === '/*' && isClientsDoing(error)) {
    return new ApiError('not_found', `There is nothing at ${request.method} ${shown(request.url.split('?')[0])}.`);
  }
  request.log.error({ err: error }, 'a request failed');
  return new ApiError('internal', `Something failed here; the log has it under request ${request.id}.`);
}

function replyOf(error: ApiError, requestId: string): ErrorReply {
  const { code, message, details } = error;
  return { error: { code, message, requestId, ...(details === undefined ? {} : { details }) } };
}

function send(error: ApiError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const retryAfter = error.details?.retryAfterSeconds;
  if (typeof retryAfter === 'number') void reply.header('Retry-After', retryAfter);
  void reply.header('X-Request-Id', request.id);
  if (error.status === 401) void reply.header('WWW-Authenticate', 'Bearer');
  if (error.status >= 500 && error.code !== 'internal')
    request.log.warn({ code: error.code, reason: error.message }, 'a request could not be served');
  return reply
    .code(error.status)
    .serializer(JSON.stringify)
    .type('application/json; charset=utf-8')
    .send(replyOf(error, request.id));
}

export function replyWithErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => send(asApiError(error, request), request, reply));
}

/** Bytes that are not a request at all: there is no reply object yet, so the answer is written as text. */
export function replyToBrokenRequest(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new ApiError('headers_too_large', 'The headers of the request are larger than 16 KB.')
      : new ApiError('malformed_request', `The request is not HTTP: ${error.code ?? error.message}.`);
  const body = JSON.stringify(replyOf(problem, 'none'));
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Errors before a route is known: an address that cannot be decoded. */
export function replyToFrameworkError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void send(asApiError(error, request), request, reply);
}
