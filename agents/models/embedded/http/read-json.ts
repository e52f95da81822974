/** Reads a JSON request body with a bound on its size, and checks it with a schema. */
import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { OpenAiError } from './openai-error.ts';

export async function readJson<T extends z.ZodType>(
  request: IncomingMessage,
  schema: T,
  maxBytes: number,
): Promise<z.infer<T>> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) {
      throw new OpenAiError(413, `The request body is larger than ${maxBytes} bytes.`, { code: 'request_too_large' });
    }
    chunks.push(chunk);
  }
  const result = schema.safeParse(parse(Buffer.concat(chunks)));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const param = issue?.path.join('.') ?? '';
  throw new OpenAiError(400, `${param === '' ? 'The request' : param} is not usable: ${issue?.message ?? 'invalid'}.`, {
    param,
    code: 'invalid_value',
  });
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new OpenAiError(400, 'The request body is not JSON in UTF-8.', { code: 'invalid_json', cause });
  }
}
