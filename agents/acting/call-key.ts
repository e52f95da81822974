/** The identity of an intended effect: call, tool and canonical arguments. Stable across replans; pure but for the hash. */
import { createHash } from 'node:crypto';

/** JSON with its keys in order, so that the same arguments give the same text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** `occurrence` tells apart two effects a caller really wants twice: it is the turn that asked. */
export const callKey = (callId: string, tool: string, input: unknown, occurrence: number): string =>
  createHash('sha256')
    .update(`${callId}\n${tool}\n${canonicalJson(input)}\n${occurrence}`)
    .digest('hex')
    .slice(0, 32);
