/** Errors as OpenAI's HTTP API shapes them, so that its clients read ours. */
import type { ServerResponse } from 'node:http';

export interface OpenAiErrorBody {
  error: { message: string; type: string; param: string | null; code: string | null };
}

/** A request that cannot be served; `status` is the HTTP status, `param` the field that is to blame. */
export class OpenAiError extends Error {
  override readonly name = 'OpenAiError';
  readonly status: number;
  readonly param: string | null;
  readonly code: string | null;
  constructor(status: number, message: string, options: { param?: string; code?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.status = status;
    this.param = options.param ?? null;
    this.code = options.code ?? null;
  }

  get body(): OpenAiErrorBody {
    const type =
      this.status === 429 ? 'rate_limit_error' : this.status >= 500 ? 'server_error' : 'invalid_request_error';
    return { error: { message: this.message, type, param: this.param, code: this.code } };
  }
}

/** Answers with the error; when the answer has begun already, cuts the connection so that the client notices. */
export function sendOpenAiError(response: ServerResponse, thrown: unknown): void {
  const error =
    thrown instanceof OpenAiError
      ? thrown
      : new OpenAiError(500, 'The embedded model failed; its log says why.', { cause: thrown });
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = JSON.stringify(error.body);
  response.writeHead(error.status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
