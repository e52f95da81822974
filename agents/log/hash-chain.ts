/**
 * The chain that shows whether a stored call was altered: each row's hash covers the hash before it and the row as it
 * is stored (ciphertext included), so it can be checked without any key and stays valid when a key is destroyed.
 */
import { createHash } from 'node:crypto';

export const FIRST_HASH: Uint8Array = new Uint8Array(32);

/** SHA-256 over the previous hash, the call, the seq and the stored body, each length-prefixed by its separator. */
export function chainHash(previous: Uint8Array, callId: string, seq: number, body: string): Uint8Array {
  return createHash('sha256')
    .update(previous)
    .update(JSON.stringify([callId, seq]))
    .update('\n')
    .update(body)
    .digest();
}
