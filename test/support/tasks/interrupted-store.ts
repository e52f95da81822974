/** A store of tasks that calls `boundary`, with the place's name, before and after everything that is written through it. */
import type { TaskEntryBody } from '../../../agents/tasks/task-entry.ts';
import type { TaskStore } from '../../../agents/tasks/task-store.ts';

export function interruptedStore(store: TaskStore, boundary: (place: string) => void): TaskStore {
  const around = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    boundary(`before ${what}`);
    const result = await work();
    boundary(`after ${what}`);
    return result;
  };
  return {
    ...store,
    append: (...asked) =>
      around(`writing ${[...new Set(asked[2].map(nameOf))].join(' + ')}`, () => store.append(...asked)),
    release: (...asked) => around('giving the task back', () => store.release(...asked)),
    // Looking when there is nothing to take is no boundary.
    claim: async (...asked) => {
      const task = await store.claim(...asked);
      if (task) boundary('after taking the task');
      return task;
    },
  };
}

const nameOf = (body: TaskEntryBody): string => (body.type === 'transition' ? body.to : body.type);
