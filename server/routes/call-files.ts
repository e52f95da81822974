/**
 * Giving a live call a file: the bytes go encrypted into the data folder as they arrive, then the call is told. What is
 * in the file is found out by the call's host, away from this process.
 */
import { randomUUID } from 'node:crypto';
import { FileStoreError, MAX_FILE_BYTES, storeFile, tooLarge } from '../../agents/files/file-store.ts';
import { callParams, commandHeaders, commandReply, fileQuery } from '../api/calls.ts';
import { errorReply } from '../api/errors.ts';
import type { Api, AppContext } from '../app-context.ts';
import { findLiveCall } from '../calls/live-call.ts';
import { tellCall } from '../calls/tell-call.ts';
import { ApiError } from '../errors.ts';
import { keyOr, senderOf } from '../plugins/operator.ts';

const CODES = {
  'too-large': 'body_too_large',
  'too-many': 'too_many_files',
  empty: 'invalid_request',
  gone: 'internal',
} as const;

export async function callFileRoutes(app: Api, context: AppContext): Promise<void> {
  await app.register(async (scope: Api) => {
    // Whatever it calls itself, it is bytes; the route reads them as they come.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.post(
      '/api/calls/:id/files',
      {
        onRequest: keyOr('operator'),
        bodyLimit: MAX_FILE_BYTES,
        schema: {
          tags: ['calls'],
          security: [{ apiKey: [] }],
          summary: 'Give the agent of a live call a file: its bytes are the body',
          params: callParams,
          querystring: fileQuery,
          headers: commandHeaders,
          consumes: ['application/octet-stream', 'application/pdf', 'image/*', 'text/*'],
          response: { 202: commandReply, default: errorReply },
        },
      },
      async (request, reply) => {
        const { params, query, abandoned } = request;
        const from = senderOf(request);
        await findLiveCall(context.eventLog, params.id, abandoned);
        try {
          const declared = Number(request.headers['content-length'] ?? 0);
          if (declared > MAX_FILE_BYTES) throw tooLarge(declared);
          // A refusal must still reach the sender: leaving the loop must not end the connection.
          const body = request.body === undefined ? noBytes() : request.raw.iterator({ destroyOnReturn: false });
          const stored = await storeFile(context.config.dataDir, params.id, body, abandoned);
          const id = request.headers['idempotency-key'] ?? randomUUID();
          const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
          const command = { id, type: 'file' as const, name: query.name, mediaType, from, ...stored };
          return await reply.code(202).send(await tellCall(context, params.id, command, abandoned));
        } catch (error) {
          if (!(error instanceof FileStoreError)) throw error;
          // What is still on its way is not worth waiting for.
          void reply.header('connection', 'close');
          throw new ApiError(CODES[error.failure], error.message);
        }
      },
    );
  });
}

async function* noBytes(): AsyncIterable<Uint8Array> {}
