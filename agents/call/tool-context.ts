/** What a tool of a call is given: the call's facts, and the few things it may do to the call while its turn lasts. */
import type { ToolContext } from '../acting/tool.ts';
import type { CallEventBody } from '../log/events.ts';
import { marked } from '../observation/schema.ts';
import type { PageEvent } from '../room/page-events.ts';

export type ToolFacts = Pick<
  ToolContext,
  | 'callId'
  | 'userId'
  | 'agent'
  | 'callKey'
  | 'timeZone'
  | 'nowMs'
  | 'memory'
  | 'signal'
  | 'eyes'
  | 'stage'
  | 'tasks'
  | 'transfer'
>;
export interface ToolEffects {
  note(event: CallEventBody): void;
  show(event: PageEvent): void;
  /** The agent hangs up once this reply has been heard. */
  hangUp(): void;
  /** What the caller's memory holds has changed. */
  memoryChanged(): void;
}

export function toolContext(facts: ToolFacts, effects: ToolEffects): ToolContext {
  const { signal } = facts;
  return {
    ...facts,
    requestPerson: (reason) => {
      if (signal.aborted) return;
      effects.note({ type: 'person.requested', reason: marked(reason) });
      effects.show({ type: 'person-requested', reason });
    },
    // The model's own words for it are content: they stay in the marked arguments of the tool.
    endCall: () => {
      if (!signal.aborted) effects.hangUp();
    },
    // What was kept or dropped is so, also when the turn that asked for it is over.
    noteRemembered: (recordId, kind, text) => {
      effects.note({ type: 'remembered', recordId, kind });
      effects.show({ type: 'remembered', text });
      effects.memoryChanged();
    },
    noteForgotten: (count) => {
      effects.show({ type: 'forgotten', count });
      effects.memoryChanged();
    },
  };
}
