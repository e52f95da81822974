/** What each event of the agent changes in the call's state. Pure. */
import type { PageEvent } from '../../../server/api/page-events.ts';
import { withApproval } from './approvals.ts';
import type { CallState } from './call-shape.ts';
import { judgeFile } from './file-entries.ts';
import { type Sight, withWish } from './sight.ts';
import { append, attachTimes, markDelivery, type NoteEntry, signAgentLines, writeTool } from './transcript.ts';

const TASK_NOTES = {
  started: 'task-started',
  completed: 'task-over',
  failed: 'task-failed',
  escalated: 'task-escalated',
} as const;

export function applyPageEvent(state: CallState, event: PageEvent, id: string): CallState {
  const note = (kind: NoteEntry['note'], text: string): CallState => ({
    ...state,
    entries: append(state.entries, { kind: 'note', id, note: kind, text }),
  });
  const sight = (change: Partial<Sight>): CallState => ({ ...state, sight: { ...state.sight, ...change } });
  switch (event.type) {
    case 'hello':
      return state.hello === undefined || state.hello.title === event.title
        ? { ...state, hello: event }
        : { ...state, hello: event, entries: signAgentLines(state.entries, state.hello.title) };
    case 'degraded':
      return { ...state, degraded: { ...state.degraded, [event.stage]: event.message } };
    case 'restored':
      return {
        ...state,
        degraded: Object.fromEntries(Object.entries(state.degraded).filter(([stage]) => stage !== event.stage)),
      };
    case 'tool':
      return { ...state, entries: writeTool(state.entries, id, event.label, event.phase) };
    case 'person-requested':
      return { ...note('person', event.reason), personRequested: event.reason };
    case 'remembered':
      return {
        ...note('remembered', event.text),
        remembered: [...state.remembered.filter((text) => text !== event.text), event.text],
      };
    case 'forgotten':
      return { ...note('forgotten', String(event.count)), remembered: [] };
    case 'refused':
      return note('refused', event.message);
    case 'received':
      return { ...state, entries: markDelivery(state.entries, event.id, 'sent') };
    case 'seeing': {
      const { type: _, ...seeing } = event;
      return sight({
        seeing,
        problem: state.sight.problem?.problem === 'unconfirmed' ? undefined : state.sight.problem,
      });
    }
    case 'file':
      return { ...state, entries: judgeFile(state.entries, id, event) };
    case 'presenting': {
      const presented = { id, title: event.title, description: event.description, on: event.on };
      if (!event.on) return sight({ presented });
      return { ...note('presented', event.title), sight: { ...state.sight, presented } };
    }
    case 'watching': {
      const wishes = withWish(state.sight.wishes, event);
      if (event.phase !== 'met') return sight({ wishes });
      return { ...note('noticed', event.what), sight: { ...state.sight, wishes } };
    }
    case 'approval':
      return { ...state, approvals: withApproval(state.approvals, event) };
    case 'operator':
      return { ...state, colleague: event.phase === 'speaking' ? event.name : undefined };
    case 'task':
      return note(TASK_NOTES[event.phase], event.goal);
    case 'call-ending':
      return { ...state, ending: event.reason };
    case 'turn-times':
      return { ...state, entries: attachTimes(state.entries, event.stagesMs) };
  }
}
