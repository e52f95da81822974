/**
 * Sealing marked text: any object `{ private: string }`, at any depth, becomes
 * `{ sealed: base64, key: keyId }` (AES-256-GCM, a fresh nonce each time), bound to the place it is stored at so that
 * a ciphertext moved elsewhere does not open. Knows nothing of where keys come from.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { StoreError } from './store-error.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface SealingKey {
  id: string;
  secret: Buffer;
}
export interface SealedText {
  sealed: string;
  key: string;
}
/** The key of an id, or 'destroyed' when its owner was forgotten. Throws when the id was never known. */
export type KeyLookup = (keyId: string) => Buffer | 'destroyed';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The text of a marked object; undefined when it is none. An object that is marked and more fails closed. */
function markedIn(value: Record<string, unknown>, place: string): string | undefined {
  if (!Object.hasOwn(value, 'private')) return undefined;
  const others = Object.keys(value).filter(
    (name) => name !== 'private' && name !== 'destroyed' && value[name] !== undefined,
  );
  if (typeof value.private === 'string' && others.length === 0) return value.private;
  throw new StoreError(
    'invalid',
    `An object at ${place} has a field "private" but is no marked text (${Object.keys(value).join(', ')}).`,
  );
}
const isSealed = (value: Record<string, unknown>): value is Record<string, unknown> & SealedText =>
  Object.keys(value).length === 2 && typeof value.sealed === 'string' && typeof value.key === 'string';

export function encrypt(plain: string | Buffer, secret: Buffer, place: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', secret, nonce).setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** Throws StoreError 'unreadable' when the bytes were changed, moved, or sealed under another key. */
export function decrypt(bytes: Uint8Array, secret: Buffer, place: string): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch (error) {
    throw new StoreError(
      'unreadable',
      `The sealed text at ${place} does not open: it was changed, moved, or sealed under another key.`,
      {
        cause: error,
      },
    );
  }
}

/** `value` with every marked text sealed. `place` names where it is stored and must be given again to open it. */
export function sealMarked(value: unknown, key: SealingKey, place: string): Json {
  if (Array.isArray(value)) return value.map((item) => sealMarked(item, key, place));
  if (isRecord(value)) {
    const text = markedIn(value, place);
    if (text !== undefined) return { sealed: encrypt(text, key.secret, place).toString('base64'), key: key.id };
    if (isSealed(value))
      throw new StoreError('invalid', `An object at ${place} looks like sealed text already; it cannot be stored.`);
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(entries.map(([name, item]) => [name, sealMarked(item, key, place)]));
  }
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new StoreError('invalid', `${String(value)} (${typeof value}) at ${place} cannot be stored.`);
}

/** The reverse. Text whose key is destroyed reads as `{ private: '', destroyed: true }`. */
export function openMarked(value: unknown, keyOf: KeyLookup, place: string): unknown {
  if (Array.isArray(value)) return value.map((item) => openMarked(item, keyOf, place));
  if (!isRecord(value)) return value;
  if (!isSealed(value))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, openMarked(item, keyOf, place)]));
  const secret = keyOf(value.key);
  if (secret === 'destroyed') return { private: '', destroyed: true };
  return { private: decrypt(Buffer.from(value.sealed, 'base64'), secret, place).toString('utf8') };
}
