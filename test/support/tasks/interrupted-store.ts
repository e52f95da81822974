/** A store of tasks that calls `boundary` before and after everything that is written through it. */
import type { TaskStore } from '../../../agents/tasks/task-store.ts';

export function interruptedStore(store: TaskStore, boundary: () => void): TaskStore {
  const around = async <T>(work: () => Promise<T>): Promise<T> => {
    boundary();
    const result = await work();
    boundary();
    return result;
  };
  return {
    ...store,
    append: (...asked) => around(() => store.append(...asked)),
    release: (...asked) => around(() => store.release(...asked)),
    // Looking when there is nothing to take is no boundary.
    claim: async (...asked) => {
      const task = await store.claim(...asked);
      if (task) boundary();
      return task;
    },
  };
}
