/** The memory service over HTTP: one path per operation under `/memory`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { jsonService, operation } from '../internal/json-service.ts';
import type { MemoryService } from './service.ts';
import {
  forgetRequest,
  prefetchRequest,
  recallRequest,
  recordsRequest,
  rememberRequest,
  rollbackRequest,
  versionsRequest,
} from './service-api.ts';

const nothing = z.unknown();

/** `POST /memory/<operation>`. The returned function resolves true when it has answered. */
export const createMemoryHandler = (
  service: MemoryService,
): ((request: IncomingMessage, response: ServerResponse) => Promise<boolean>) =>
  jsonService('memory', {
    recall: operation(recallRequest, (input, signal) => service.recall(input, signal)),
    prefetch: operation(prefetchRequest, (input, signal) => service.prefetch(input.userId, input.sessionId, signal)),
    remember: operation(rememberRequest, (input, signal) => service.remember(input, signal)),
    forget: operation(forgetRequest, async (input, signal) => ({ forgotten: await service.forget(input, signal) })),
    records: operation(recordsRequest, async (input, signal) => ({ records: await service.records(input, signal) })),
    versions: operation(versionsRequest, async (input, signal) => ({
      versions: await service.versions(input, signal),
    })),
    rollback: operation(rollbackRequest, (input, signal) => service.rollback(input, signal)),
    reindex: operation(nothing, async (_, signal) => ({ queued: await service.reindex(signal) })),
    status: operation(nothing, (_, signal) => service.status(signal)),
  });
