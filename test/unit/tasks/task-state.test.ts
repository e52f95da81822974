/** The state machine of tasks: whatever is tried in whatever order, only legal transitions happen, and the log is the row. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldRow, foldWork, type TaskRow } from '../../../agents/tasks/fold-task.ts';
import {
  after,
  attemptAfter,
  IllegalTransitionError,
  isOver,
  MAX_ATTEMPTS,
  nextStates,
  type TaskPosition,
  whyNot,
} from '../../../agents/tasks/state.ts';
import { type TaskTransition, taskState } from '../../../agents/tasks/task.ts';
import type { TaskEntry } from '../../../agents/tasks/task-entry.ts';

const actors = fc.constantFrom('engine', 'operator:kim', 'key:main', 'call:c1');
const wish = fc.record({ to: fc.constantFrom(...taskState.options), actor: actors });
const transition = (from: TaskPosition | undefined, to: TaskTransition['to'], actor: string): TaskTransition => ({
  seq: (from?.seq ?? 0) + 1,
  ...(from === undefined ? {} : { from: from.state }),
  to,
  atMs: (from?.seq ?? 0) * 10,
  actor,
  attempt: attemptAfter(from, to),
  ...(to === 'WAITING_FOR_TOOL' ? { waitingFor: 'tool' as const } : {}),
});

describe('the state machine of a task', () => {
  it('lets through what the table has and refuses the rest with a sentence, in any order', () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 60 }), (wishes) => {
        let at: TaskPosition | undefined;
        let row: TaskRow | undefined;
        const log: TaskEntry[] = [];
        for (const { to, actor } of wishes) {
          const tried = transition(at, to, actor);
          const refused = whyNot(at, tried);
          const inTable = nextStates(at?.state).includes(to);
          if (!inTable) expect(refused).toMatch(/cannot become/);
          const entry: TaskEntry = { type: 'transition', ...tried };
          if (refused !== undefined) {
            expect(refused).toMatch(/\.$/);
            expect(() => foldRow(row, entry)).toThrow(IllegalTransitionError);
            continue;
          }
          expect(inTable).toBe(true);
          at = after(at, tried);
          row = foldRow(row, entry);
          log.push(entry);
          expect(row).toMatchObject({ state: at.state, attempt: at.attempt, seq: at.seq });
          // An engine never plans more often than it may: only people return what they were given.
          const returned = log.filter(
            (one) => one.type === 'transition' && one.from === 'ESCALATED' && one.to === 'PLANNED',
          ).length;
          expect(at.attempt).toBeLessThanOrEqual(MAX_ATTEMPTS + returned);
        }
        if (log.length > 0) expect(foldWork(log)?.row).toEqual(row);
      }),
      { numRuns: 500 },
    );
  });

  it('can be left from everywhere but its end, and everything can be reached', () => {
    const reached = new Set<string>(['RECEIVED']);
    for (const state of reached) for (const next of nextStates(taskState.parse(state))) reached.add(next);
    expect([...reached].sort()).toEqual([...taskState.options].sort());
    for (const state of taskState.options) expect(nextStates(state).length > 0, state).toBe(state !== 'COMPLETED');
    for (const state of taskState.options)
      if (!isOver(state)) expect(nextStates(state), state).toEqual(expect.arrayContaining(['FAILED', 'ESCALATED']));
  });

  it('leaves what was given to a person to people', () => {
    const given: TaskPosition = { state: 'ESCALATED', attempt: 1, seq: 4 };
    expect(whyNot(given, transition(given, 'PLANNED', 'engine'))).toMatch(/taken further by a person/);
    expect(whyNot(given, transition(given, 'COMPLETED', 'operator:kim'))).toBeUndefined();
    const failed: TaskPosition = { state: 'FAILED', attempt: MAX_ATTEMPTS, seq: 9 };
    expect(whyNot(failed, transition(failed, 'PLANNED', 'operator:kim'))).toMatch(/as often as it may/);
  });
});
