/**
 * Every error the HTTP API answers with: one table of code, status and meaning. docs/api.md lists the same codes (a
 * test compares the two). Messages are sentences with the offending value, cut to a length that fits a line.
 */

export const ERRORS = {
  malformed_body: { status: 400, meaning: 'The body is not valid JSON in UTF-8.' },
  invalid_request: {
    status: 400,
    meaning: 'A field is missing, unknown, of the wrong type or out of bounds; details names each.',
  },
  reserved_attribute: {
    status: 400,
    meaning: 'An attribute begins with sip., lk. or parley., which only the server sets.',
  },
  unknown_agent: { status: 400, meaning: 'No agent of the catalog has this name; details lists those it has.' },
  malformed_request: { status: 400, meaning: 'The request line or a header cannot be understood.' },
  key_required: { status: 401, meaning: 'This needs an API key in Authorization: Bearer <key>.' },
  key_unknown: { status: 401, meaning: 'The API key is not one of this server.' },
  login_failed: { status: 401, meaning: 'No console user has this name and password.' },
  session_required: { status: 401, meaning: "This is a person's decision: it needs a console login, not an API key." },
  webhook_unverified: {
    status: 401,
    meaning: 'The webhook is not signed with the LiveKit key and secret of this server.',
  },
  not_yours_to_name: { status: 403, meaning: 'An anonymous browser may not name this field; the server decides it.' },
  role_required: { status: 403, meaning: 'The console user lacks the role this needs.' },
  approval_not_yours: { status: 403, meaning: 'This person may not decide this approval; the message says why.' },
  host_refused: { status: 403, meaning: 'The Host header names a host this server does not answer to.' },
  origin_refused: { status: 403, meaning: 'The request comes from a page of another origin.' },
  not_found: { status: 404, meaning: 'There is nothing at this address.' },
  call_not_found: { status: 404, meaning: 'No call has this id.' },
  approval_not_found: { status: 404, meaning: 'No approval has this id.' },
  task_not_found: { status: 404, meaning: 'No task has this id.' },
  policy_version_not_found: { status: 404, meaning: 'The stored policy has no version of this number.' },
  record_not_found: { status: 404, meaning: 'The user has no memory record with this id or version.' },
  document_not_found: { status: 404, meaning: 'The collection has no document with this id.' },
  method_not_allowed: {
    status: 405,
    meaning: 'The address exists but not with this method; the Allow header lists those it has.',
  },
  call_over: { status: 409, meaning: 'The call has ended and takes no more commands.' },
  policy_changed: { status: 409, meaning: 'The stored policy has a newer version than the change was made on.' },
  record_changed: { status: 409, meaning: 'The memory record has another version than the change was made on.' },
  approval_decided: { status: 409, meaning: 'Somebody has decided this approval already.' },
  approval_changed: { status: 409, meaning: 'Somebody changed the arguments after they were shown to this person.' },
  approval_expired: { status: 409, meaning: 'The time in which this approval could be given is over.' },
  task_over: { status: 409, meaning: 'The task is over and cannot be called off.' },
  task_not_yours: {
    status: 409,
    meaning: 'The task is not in the hands of a person, so a person cannot take it further.',
  },
  intake_not_found: { status: 404, meaning: 'The agent has no intake of this name.' },
  idempotency_conflict: { status: 409, meaning: 'The Idempotency-Key was used with another body.' },
  too_many_files: { status: 409, meaning: 'The call has been given as many files as it may have.' },
  document_conflict: {
    status: 409,
    meaning: 'An agent file keeps this document, or the collection holds as many as it may; the message says which.',
  },
  body_too_large: { status: 413, meaning: 'The body is larger than the route takes.' },
  unsupported_media_type: { status: 415, meaning: 'The body is not application/json.' },
  document_unreadable: { status: 422, meaning: 'The document cannot be read; the message says why.' },
  too_many_requests: {
    status: 429,
    meaning: 'The limit per user or per address is reached; Retry-After says when to come back.',
  },
  headers_too_large: { status: 431, meaning: 'The headers of the request are larger than 16 KB.' },
  internal: { status: 500, meaning: 'A mistake of this server; the log has it under the request id.' },
  livekit_unreachable: { status: 502, meaning: 'LiveKit did not answer in time.' },
  url_unreachable: { status: 502, meaning: 'The address of a document cannot be fetched; the message says why.' },
  log_unavailable: { status: 503, meaning: 'The log of calls cannot be read or written now.' },
  memory_unavailable: { status: 503, meaning: 'The memory service did not answer in time.' },
  tools_unavailable: { status: 503, meaning: 'The toolbox did not answer in time.' },
  knowledge_unavailable: { status: 503, meaning: 'The knowledge service did not answer in time.' },
  page_not_built: { status: 503, meaning: 'The web client is not built.' },
  too_many_streams: { status: 503, meaning: 'As many live streams as this server carries are open.' },
  timed_out: { status: 504, meaning: 'The answer took longer than 30 seconds.' },
} as const satisfies Record<string, { status: number; meaning: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** An error the caller is told: thrown by routes, turned into a reply by the error plugin. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  readonly details: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, message: string, details?: Record<string, unknown>) {
    super(message);
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}

/** An offending value as an error message shows it. */
export function shown(value: unknown, maxChars = 80): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= maxChars ? text : `${text.slice(0, maxChars)}... (${text.length} characters)`;
}
