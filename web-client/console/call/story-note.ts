/** What happens in a call besides its turns, as sentences. Pure. */
import type { LoggedEvent } from '../../../server/api/calls.ts';
import { words } from '../words.ts';

export interface StoryNote {
  seq: number;
  atMs: number;
  tone: 'plain' | 'person' | 'warn' | 'bad';
  text: string;
}

export function noteOf(event: LoggedEvent): StoryNote | undefined {
  const note = (text: string, tone: StoryNote['tone'] = 'plain'): StoryNote => ({
    seq: event.seq,
    atMs: event.atMs,
    tone,
    text,
  });
  const said = words.notes;
  switch (event.type) {
    case 'call.started':
      return note(said.started(event.agent));
    case 'participant.joined':
      return event.kind === 'agent' ? undefined : note(said.joined(event.name?.private || event.identity));
    case 'participant.left':
      return note(said.left(event.identity));
    case 'agent.changed':
      return note(said.agentChanged(event.from, event.to, event.reason.private));
    case 'operator.whispered':
      return note(said.whispered(event.from, event.text.private), 'person');
    case 'operator.took-over':
      return note(said.tookOver(event.from), 'person');
    case 'operator.gave-back':
      return note(said.gaveBack(event.from, event.reason), 'person');
    case 'degraded':
      return event.generation === undefined
        ? note(said.degraded(event.stage, event.action, event.reason), 'warn')
        : undefined;
    case 'wished':
      return note(said.wished(event.phase, event.what.private));
    case 'remembered':
      return note(said.remembered(event.kind));
    case 'presented':
      return note(event.on ? said.shows(event.title.private) : said.showsNoMore);
    case 'person.requested':
      return note(said.person(event.reason.private), 'bad');
    case 'task.reported':
      return note(
        said.taskReported(event.state, event.summary.private),
        event.state === 'COMPLETED' ? 'plain' : 'warn',
      );
    case 'call.ended':
      return note(
        event.outcome === 'handed-over' ? said.moved : said.ended(event.reason),
        event.outcome === 'failed' ? 'bad' : 'plain',
      );
    case 'foreign':
      return note(said.foreign(event.originalType), 'warn');
    default:
      return undefined;
  }
}
