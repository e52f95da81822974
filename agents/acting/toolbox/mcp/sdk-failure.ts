/** What the SDK throws, as an McpFailure: by HTTP status, JSON-RPC code or the cause of a fetch that failed. Pure. */
import { StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import { McpFailure, sentenceOf } from './mcp-failure.ts';

/** With these the request never left. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** What a server says of a request that it did not begin. */
const NOT_BEGUN = new Set<number>([
  ErrorCode.ParseError,
  ErrorCode.InvalidRequest,
  ErrorCode.MethodNotFound,
  ErrorCode.InvalidParams,
]);

export interface FailureContext {
  name: string;
  /** Whether we showed a token. */
  bearer: boolean;
}

export function failureOf(error: unknown, { name, bearer }: FailureContext): McpFailure {
  if (error instanceof McpFailure)
    return new McpFailure(error.kind, `The MCP server ${name}: ${error.message}`, error.noEffect);
  if (error instanceof StreamableHTTPError) return httpFailure(error, name, bearer);
  if (error instanceof McpError) {
    const said = `The MCP server ${name} answered: ${brief(error.message)}`;
    if (error.code === ErrorCode.RequestTimeout || error.code === ErrorCode.ConnectionClosed)
      return new McpFailure('lost', said);
    if (error.code === ErrorCode.InternalError) return new McpFailure('lost', said);
    return new McpFailure('said-no', said, NOT_BEGUN.has(error.code));
  }
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause && typeof cause === 'object' && 'code' in cause ? String(cause.code) : '';
  return new McpFailure(
    'lost',
    `The MCP server ${name} cannot be reached: ${brief(sentenceOf(error))}${code ? ` (${code})` : ''}.`,
    NEVER_SENT.has(code),
  );
}

function httpFailure(error: StreamableHTTPError, name: string, bearer: boolean): McpFailure {
  const status = error.code ?? 0;
  if (status === 401 || status === 403)
    return new McpFailure(
      'refused',
      `The MCP server ${name} refused ${bearer ? 'the token it was shown' : 'to answer without a token'} (HTTP ${status}).`,
    );
  const said = `The MCP server ${name} answered with HTTP ${status}: ${brief(error.message)}`;
  if (status === 429) return new McpFailure('lost', said, true);
  return status >= 400 && status < 500 ? new McpFailure('refused', said) : new McpFailure('lost', said);
}

/** The specification has 404 for a session that is no more; some servers, the reference one among them, say 400. */
export function isSessionGone(error: unknown, sessionId: string | undefined): boolean {
  if (!(error instanceof StreamableHTTPError) || sessionId === undefined) return false;
  return error.code === 404 || (error.code === 400 && /session/i.test(error.message));
}

const brief = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 300);
