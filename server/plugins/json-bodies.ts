/** Bodies as the API takes them: JSON in valid UTF-8, nothing else. The framework's own parser replaces broken bytes silently. */
import type { FastifyInstance } from 'fastify';
import { nestedDeeperThan } from '../../agents/acting/bounded-json.ts';
import { ApiError, shown } from '../errors.ts';

/** Far deeper than anything this API takes; what walks a body may recurse. */
const MAX_DEPTH = 100;

/** LiveKit sends its webhooks as this type. */
export const WEBHOOK_MEDIA_TYPE = 'application/webhook+json';

export function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ApiError('malformed_body', `The body of ${bytes.length} bytes is not valid UTF-8.`);
  }
}

export function parseJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    try {
      const text = decodeUtf8(body);
      if (text.trim() === '') return done(null, undefined);
      if (nestedDeeperThan(text, MAX_DEPTH))
        throw new ApiError('malformed_body', `The body ${shown(text)} is nested more than ${MAX_DEPTH} deep.`);
      void app.getDefaultJsonParser('error', 'error')(request, text, (error, value) => {
        if (error === null) return done(null, value);
        done(new ApiError('malformed_body', `The body ${shown(text)} is not usable JSON: ${error.message}.`));
      });
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  });
  // The signature covers the exact bytes, so the webhook's route parses them itself after verifying.
  app.addContentTypeParser(WEBHOOK_MEDIA_TYPE, { parseAs: 'buffer' }, (_request, body: Buffer, done) => {
    try {
      done(null, decodeUtf8(body));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  });
}
