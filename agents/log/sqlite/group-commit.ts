/**
 * Many small appends, few commits: what arrives within a few milliseconds goes into one transaction, and while one is
 * under way the next group gathers. An intent does not wait to be grouped, because an action waits for it.
 */
import { fromErrorData, StoreError } from '../store-error.ts';
import type { AppendBatch, AppendOutcome } from './operations.ts';

/** Gathering time; with a commit of a few milliseconds, an event is durable well within 20 ms. */
const GATHER_MS = 6;
/** Appends in one transaction: keeps each one short for the other processes that write. */
const MAX_GROUP = 200;
/** Appends that may wait for a commit. A writer that keeps its own buffer retries. */
const MAX_WAITING = 5_000;

interface Waiting {
  batch: AppendBatch;
  resolve(lastSeq: number): void;
  reject(error: unknown): void;
}

export interface GroupCommit {
  append(batch: AppendBatch): Promise<number>;
  /** Resolves when nothing waits any more. */
  settled(): Promise<void>;
}

export function createGroupCommit(
  commit: (batches: AppendBatch[]) => Promise<AppendOutcome[]>,
  gatherMs = GATHER_MS,
): GroupCommit {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let committing: Promise<void> | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    while (waiting.length > 0) {
      const group = waiting.slice(0, MAX_GROUP);
      waiting = waiting.slice(MAX_GROUP);
      try {
        const outcomes = await commit(group.map((item) => item.batch));
        for (const [index, item] of group.entries()) settle(item, outcomes[index]);
      } catch (error) {
        for (const item of group) item.reject(error);
      }
    }
  }

  function start(): void {
    committing ??= flush().finally(() => {
      committing = undefined;
      if (waiting.length > 0) schedule(false);
    });
  }

  function schedule(now: boolean): void {
    if (committing) return;
    if (now) start();
    else timer ??= setTimeout(start, gatherMs);
  }

  return {
    append(batch) {
      if (waiting.length >= MAX_WAITING) {
        return Promise.reject(
          new StoreError(
            'overloaded',
            `${MAX_WAITING} appends already wait to be written; one of call ${batch.callId} was refused.`,
          ),
        );
      }
      return new Promise((resolve, reject) => {
        waiting.push({ batch, resolve, reject });
        schedule(batch.events.some((event) => event.type === 'tool.intended'));
      });
    },
    async settled() {
      while (waiting.length > 0 || committing) {
        start();
        await committing;
      }
    },
  };
}

function settle(item: Waiting, outcome: AppendOutcome | undefined): void {
  if (!outcome)
    item.reject(
      new StoreError('io', `The database did not say what became of an append of call ${item.batch.callId}.`),
    );
  else if ('error' in outcome) item.reject(fromErrorData(outcome.error));
  else item.resolve(outcome.lastSeq);
}
