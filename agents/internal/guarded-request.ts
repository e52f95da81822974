/**
 * HTTP to an address that somebody else named: what it is called is looked up once, every address found is asked about,
 * and the connection goes to those very addresses, so that a name cannot answer with another one meanwhile. Follows
 * nothing: where an answer leads is a request of its own. Certificates are checked against the name as ever.
 */
import { lookup } from 'node:dns';
import { type ClientRequest, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPrivateAddress } from './private-address.ts';

export interface AddressRule {
  /** Asked of every IP address that would be connected to. */
  mayReach(address: string): boolean;
}
/** `privateAddresses`: whether loopback, private and link-local addresses may be reached. */
export const addressRule = (privateAddresses: boolean): AddressRule => ({
  mayReach: (address) => privateAddresses || !isPrivateAddress(address),
});

/** The rule does not let this address be reached; nothing was connected to. */
export class ClosedAddressError extends Error {
  override readonly name = 'ClosedAddressError';
  readonly address: string;
  constructor(host: string, address: string) {
    super(`${host} is an address of this network${address === host ? '' : ` (${address})`}`);
    this.address = address;
  }
}

/** A request that still has to be ended. Throws, or ends with, a ClosedAddressError. */
export function guardedRequest(
  url: URL,
  rule: AddressRule,
  options: Pick<RequestOptions, 'method' | 'headers' | 'signal'>,
): ClientRequest {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // An address that is written out is never looked up.
  if (isIP(host) !== 0 && !rule.mayReach(host)) throw new ClosedAddressError(host, host);
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  // No connection that an earlier request has opened.
  return send(url, { ...options, agent: false, lookup: onlyOpen(rule) });
}

/** Looks a name up and refuses it when any of its addresses is closed: a name with two faces is up to something. */
const onlyOpen =
  (rule: AddressRule): LookupFunction =>
  (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      const closed = error ? undefined : found.find(({ address }) => !rule.mayReach(address));
      const first = found?.[0];
      if (error) done(error, []);
      else if (closed || !first) done(new ClosedAddressError(host, closed?.address ?? host), []);
      else if (options.all) done(null, found);
      else done(null, first.address, first.family);
    });
  };
