/**
 * A tool's answer as text for the model: words as they are, everything else named and not shown. Bounded; the toolbox
 * cuts further. What a server says here is data and is marked as such by whoever shows it to a model. Pure.
 */
import { z } from 'zod';
import { canonicalJson } from '../../call-key.ts';
import type { SourceResult } from '../source.ts';

export const callAnswer = z.looseObject({
  content: z.array(z.unknown()).optional(),
  structuredContent: z.unknown().optional(),
  isError: z.boolean().optional(),
});
export type CallAnswer = z.infer<typeof callAnswer>;

const part = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('image'), mimeType: z.string().optional() }),
  z.object({ type: z.literal('audio'), mimeType: z.string().optional() }),
  z.object({
    type: z.literal('resource_link'),
    uri: z.string(),
    name: z.string().optional(),
    title: z.string().optional(),
    description: z.string().optional(),
  }),
  z.object({
    type: z.literal('resource'),
    resource: z.object({ uri: z.string(), text: z.string().optional(), mimeType: z.string().optional() }),
  }),
]);

/** Far more than a model is shown, and little enough to be passed on without thought. */
const LONGEST_TEXT = 200_000;
const LONGEST_NAME = 300;

export function contentResult(answer: CallAnswer): SourceResult {
  if (answer.content === undefined && answer.structuredContent === undefined)
    return { outcome: 'broken', text: 'The MCP server answered with neither content nor a structured result.' };
  const { structuredContent } = answer;
  const structured = structuredContent === undefined ? undefined : canonicalJson(structuredContent);
  const said = (answer.content ?? []).map(describe).filter((text) => text !== '' && !repeats(text, structured));
  if (structured !== undefined) said.push(JSON.stringify(structuredContent));
  const text = said.join('\n') || '(nothing)';
  const cut = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}\n[cut: ${text.length} characters]` : text;
  return { outcome: answer.isError ? 'failed' : 'ok', text: cut };
}

function describe(value: unknown): string {
  const read = part.safeParse(value);
  if (!read.success) return '[something that cannot be shown]';
  const it = read.data;
  switch (it.type) {
    case 'text':
      return it.text;
    case 'image':
      return '[picture]';
    case 'audio':
      return '[sound]';
    case 'resource_link': {
      const about = it.description ? `: ${it.description}` : '';
      return `[link to ${it.title ?? it.name ?? 'a resource'}, ${it.uri}${about}]`.slice(0, LONGEST_NAME);
    }
    case 'resource': {
      const { uri, text, mimeType } = it.resource;
      return text ?? `[file ${uri}${mimeType ? `, ${mimeType}` : ''}]`.slice(0, LONGEST_NAME);
    }
  }
}

/** A server is asked to say its structured result as text too, for clients that know no other. */
function repeats(text: string, structured: string | undefined): boolean {
  if (structured === undefined || !/^\s*[[{"]/.test(text)) return false;
  try {
    return canonicalJson(JSON.parse(text)) === structured;
  } catch {
    return false;
  }
}
