/**
 * One reader per process of what is new in the store, whoever wrote it: it polls while somebody listens (another
 * process's commit rings no bell here), and at once when this process has written. Knows nothing of calls.
 */
import type { LogRow } from './event-log.ts';

/** Another process's event is seen this much later at most. A poll that finds nothing costs tens of microseconds. */
const POLL_MS = 150;
const PAGE_ROWS = 500;

export interface Tail {
  /** Resolves once every row written from now on will be told, with the function that stops it. */
  listen(onRows: (rows: readonly LogRow[]) => void): Promise<() => void>;
  /** Look now: something was written here. */
  poke(): void;
  close(): void;
}

export interface TailSource {
  head(): Promise<number>;
  after(position: number, limit: number): Promise<LogRow[]>;
  /** Told when a look failed and when looking works again; listeners miss nothing meanwhile. */
  onTrouble(error: unknown | undefined): void;
}

export function createTail(source: TailSource, pollMs = POLL_MS): Tail {
  const listeners = new Set<(rows: readonly LogRow[]) => void>();
  let position: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let looking = false;
  let again = false;
  let troubled = false;
  let closed = false;

  const ensurePosition = async (): Promise<number> => {
    if (position === undefined) {
      const head = await source.head();
      position ??= head;
    }
    return position;
  };

  async function look(): Promise<void> {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    clearTimeout(timer);
    try {
      do {
        again = false;
        const rows = await source.after(await ensurePosition(), PAGE_ROWS);
        const last = rows.at(-1);
        if (last) {
          position = last.position;
          for (const listener of [...listeners]) listener(rows);
          again = rows.length === PAGE_ROWS || again;
        }
      } while (again && listeners.size > 0 && !closed);
      if (troubled) source.onTrouble(undefined);
      troubled = false;
    } catch (error) {
      if (!troubled && !closed) source.onTrouble(error);
      troubled = true;
    } finally {
      looking = false;
      schedule();
    }
  }

  function schedule(): void {
    clearTimeout(timer);
    if (closed || listeners.size === 0) {
      // Nobody listens: the next listener starts from the head of its own time.
      position = undefined;
      return;
    }
    timer = setTimeout(() => void look(), pollMs);
    timer.unref();
  }

  return {
    async listen(onRows) {
      listeners.add(onRows);
      try {
        await ensurePosition();
      } catch (error) {
        listeners.delete(onRows);
        throw error;
      }
      if (listeners.size === 1) void look();
      return () => {
        listeners.delete(onRows);
      };
    },
    poke() {
      if (listeners.size > 0 && !closed) void look();
    },
    close() {
      closed = true;
      clearTimeout(timer);
      listeners.clear();
    },
  };
}
