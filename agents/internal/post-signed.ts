/**
 * Posts JSON to an address that somebody named, signed so that the receiver can tell whose it is. Only to public
 * addresses unless told otherwise: whoever may name an address must not reach into this network by it.
 */
import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { isPrivateAddress } from './private-address.ts';

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
  const { hostname } = new URL(url);
  try {
    if (!privateAddresses) {
      const found = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true });
      if (found.some(({ address }) => isPrivateAddress(address)))
        return { taken: false, permanent: true, why: `${hostname} is an address of this network` };
    }
    const body = JSON.stringify(content);
    const timestamp = String(Math.floor(nowMs / 1000));
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Parley',
        'idempotency-key': key,
        'parley-timestamp': timestamp,
        ...(secret === undefined ? {} : { 'parley-signature': signatureOf(secret, timestamp, body) }),
      },
      body,
      // Where it leads was not looked at.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
    });
    await response.body?.cancel();
    if (response.ok) return { taken: true };
    const permanent = response.status >= 300 && response.status < 500 && ![408, 425, 429].includes(response.status);
    return { taken: false, permanent, why: `it answered ${response.status}` };
  } catch (error) {
    return { taken: false, permanent: false, why: error instanceof Error ? error.message : String(error) };
  }
}
