/** Reads what an operation takes as its body, in the media types that can be written here. Pure. */
import { DocumentProblem, under } from './document-problem.ts';
import { isRecord, type JsonRecord } from './json-record.ts';
import type { PlainSchemas } from './plain-schema.ts';
import { follow } from './references.ts';

export interface RequestBody {
  encoding: 'json' | 'form' | 'text';
  mediaType: string;
  required: boolean;
  schema: JsonRecord;
}

const ENCODINGS: readonly { encoding: RequestBody['encoding']; pattern: RegExp }[] = [
  { encoding: 'json', pattern: /^application\/(json|[\w.+-]+\+json|\*)\s*(;|$)|^\*\/\*/i },
  { encoding: 'form', pattern: /^application\/x-www-form-urlencoded/i },
  { encoding: 'text', pattern: /^text\/plain/i },
];

/** Throws a DocumentProblem when there is a body that cannot be written. */
export function readRequestBody(
  root: JsonRecord,
  raw: unknown,
  pointer: string,
  schemas: PlainSchemas,
): RequestBody | undefined {
  if (raw === undefined) return undefined;
  const { value, pointer: at } = follow(root, raw, pointer);
  const content = value.content;
  if (!isRecord(content)) throw new DocumentProblem(under(at, 'content'), 'a body needs its media types here.');
  const names = Object.keys(content);
  for (const { encoding, pattern } of ENCODINGS) {
    const name = names.find((candidate) => pattern.test(candidate));
    if (name === undefined) continue;
    const media = content[name];
    const place = under(under(under(at, 'content'), name), 'schema');
    const schema = schemas.plain(isRecord(media) ? media.schema : undefined, place);
    const mediaType = name.includes('*') ? 'application/json' : name;
    return { encoding, mediaType, required: value.required === true, schema };
  }
  if (value.required !== true) return undefined;
  throw new DocumentProblem(
    under(at, 'content'),
    `a body of ${names.join(' or ') || 'no type'} cannot be written; JSON, a form or plain text can.`,
  );
}
