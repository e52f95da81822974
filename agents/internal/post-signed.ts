/**
 * Posts JSON to an address that somebody named, signed so that the receiver can tell whose it is. Only to public
 * addresses unless told otherwise: whoever may name an address must not reach into this network by it.
 */
import { createHmac } from 'node:crypto';
import { type AddressRule, addressRule, ClosedAddressError, guardedRequest } from './guarded-request.ts';

const DEADLINE_MS = 10_000;

export interface PostSettings {
  /** Unset: nothing is signed. */
  secret: string | undefined;
  /** Whether loopback, private and link-local addresses may be posted to. */
  privateAddresses: boolean;
}
/** `permanent`: another try would end the same. */
export type PostOutcome = { taken: true } | { taken: false; permanent: boolean; why: string };

/** `sha256=<hex>` over `<timestamp>.<body>`; the timestamp is epoch seconds. */
export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;

/** Never throws. `key` names the delivery: the receiver may see it twice. */
export async function postSigned(
  url: string,
  content: object,
  key: string,
  { secret, privateAddresses }: PostSettings,
  nowMs: number,
  signal: AbortSignal,
): Promise<PostOutcome> {
  try {
    const body = JSON.stringify(content);
    const timestamp = String(Math.floor(nowMs / 1000));
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'Parley',
      'idempotency-key': key,
      'parley-timestamp': timestamp,
      ...(secret === undefined ? {} : { 'parley-signature': signatureOf(secret, timestamp, body) }),
    };
    const both = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
    const status = await post(new URL(url), addressRule(privateAddresses), headers, body, both);
    if (status >= 200 && status < 300) return { taken: true };
    // Where it leads on is not followed: it was named by nobody.
    const permanent = status >= 300 && status < 500 && ![408, 425, 429].includes(status);
    return { taken: false, permanent, why: `it answered ${status}` };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { taken: false, permanent: error instanceof ClosedAddressError, why };
  }
}

/** The status of the answer; what it says is not read. */
function post(
  url: URL,
  rule: AddressRule,
  headers: Record<string, string | number>,
  body: string,
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = guardedRequest(url, rule, { method: 'POST', headers, signal });
    sent.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
