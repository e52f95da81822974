/** What the server needs of the memory service. Each method throws `ApiError` (`memory_unavailable`, `record_not_found`). */
import type { MemoryRecord, RecallResponse } from '../../agents/memory/service-api.ts';

export interface MemorySearch {
  userId: string;
  query: string;
  limit: number;
}

export interface MemoryRecords {
  search(search: MemorySearch, signal: AbortSignal): Promise<RecallResponse>;
  /** Newest first. */
  list(userId: string, limit: number, signal: AbortSignal): Promise<MemoryRecord[]>;
  /** Ids of what was forgotten. */
  forget(userId: string, recordId: string, signal: AbortSignal): Promise<string[]>;
  /** Forgets everything of a user and destroys their key. */
  forgetUser(userId: string, signal: AbortSignal): Promise<string[]>;
  /** Makes the content of an older version the newest. */
  rollback(userId: string, recordId: string, version: number, signal: AbortSignal): Promise<MemoryRecord>;
}
