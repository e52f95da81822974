/** Asks the server for a seat in a call: LiveKit's standard token endpoint. Failures carry a sentence fit to be shown. */
import { words } from '../words.ts';

const DEADLINE_MS = 10_000;

export interface Seat {
  serverUrl: string;
  token: string;
}

/** The call could not start; `message` is for the person. */
export class CallRefused extends Error {
  override name = 'CallRefused';
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const field = (body: unknown, key: string): unknown =>
  typeof body === 'object' && body !== null ? Object.entries(body).find(([name]) => name === key)?.[1] : undefined;

export async function fetchSeat(agentName: string | undefined, signal: AbortSignal): Promise<Seat> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  let response: Response;
  let body: unknown;
  try {
    response = await fetch('/api/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(agentName === undefined ? {} : { room_config: { agents: [{ agent_name: agentName }] } }),
      signal: AbortSignal.any([signal, deadline]),
    });
    body = await response.json().catch(() => undefined);
  } catch (cause) {
    throw new CallRefused(
      deadline.aborted ? 'timeout' : 'network',
      deadline.aborted ? words.failure.timeout : words.failure.network,
      { cause },
    );
  }
  const serverUrl = field(body, 'server_url');
  const token = field(body, 'participant_token');
  if (response.ok && typeof serverUrl === 'string' && typeof token === 'string') return { serverUrl, token };
  const error = field(body, 'error');
  const message = field(error, 'message');
  const code = field(error, 'code');
  throw new CallRefused(
    typeof code === 'string' ? code : `http-${response.status}`,
    typeof message === 'string' ? message : words.failure.network,
  );
}
