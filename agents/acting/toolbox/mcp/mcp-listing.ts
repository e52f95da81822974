/** Asks a server for all pages of its tools, so far as the list is one: bounded, and never the same page twice. */
import { z } from 'zod';
import type { McpConnection } from './mcp-connection.ts';

const MOST_PAGES = 50;
export const MOST_TOOLS = 500;

const page = z.looseObject({ tools: z.array(z.unknown()), nextCursor: z.string().optional() });

/** `whole` is false when the list goes on; what is not well formed is still in it. Rejects with an McpFailure. */
export async function listedBy(
  connection: Pick<McpConnection, 'request'>,
  pageDeadlineMs: number,
  signal: AbortSignal,
): Promise<{ listed: unknown[]; whole: boolean }> {
  const listed: unknown[] = [];
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let count = 0; count < MOST_PAGES && listed.length <= MOST_TOOLS; count += 1) {
    const params = cursor === undefined ? {} : { cursor };
    const got = await connection.request({ method: 'tools/list', params }, page, signal, pageDeadlineMs);
    listed.push(...got.tools.slice(0, MOST_TOOLS + 1 - listed.length));
    cursor = got.nextCursor;
    if (cursor === undefined) return { listed: listed.slice(0, MOST_TOOLS), whole: listed.length <= MOST_TOOLS };
    if (seen.has(cursor)) break;
    seen.add(cursor);
  }
  return { listed: listed.slice(0, MOST_TOOLS), whole: false };
}
