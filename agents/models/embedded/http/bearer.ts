/**
 * Who may use the embedded models: the processes of this machine, which share one secret. Both vendors' ways of
 * sending it are understood. Pure; compares in constant time.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** True when the header is `Bearer <token>` (OpenAI's way) or `Token <token>` (Deepgram's way). */
export function isAuthorised(header: string | undefined, token: string): boolean {
  const match = /^(?:bearer|token)\s+(.+)$/i.exec(header?.trim() ?? '');
  return match?.[1] !== undefined && timingSafeEqual(digest(match[1]), digest(token));
}
