/**
 * A call as its reader sees it: turns in order, each with how its answer came about, and between them what happened
 * besides. Folded from the events of its log as they come. Pure.
 */
import type { LoggedEvent } from '../../../server/api/calls.ts';
import { noteOf, type StoryNote } from './story-note.ts';
import { inTurn, newTurn, type SeenItem, type StoryTurn } from './story-turn.ts';

export type StoryRow = { kind: 'turn'; turn: StoryTurn } | { kind: 'note'; note: StoryNote };
export interface StoryFile {
  id: string;
  name: string;
  from: string;
  atMs: number;
}

export interface Story {
  lastSeq: number;
  rows: readonly StoryRow[];
  files: readonly StoryFile[];
  agent: string | undefined;
  roomName: string | undefined;
  models: Readonly<Record<string, string>>;
  caller: { userId: string; name: string | undefined; kind: string } | undefined;
  startedAtMs: number | undefined;
  endedAtMs: number | undefined;
  takenOverBy: { name: string; identity: string } | undefined;
  costUsd: number;
  /** Uses whose price nobody knows: above 0 the cost is a lower bound. */
  unpriced: number;
  /** Seen and heard since the last turn: part of the next one. */
  pending: { seen: readonly SeenItem[]; heard: readonly { text: string; confidence: number | undefined }[] };
}

export const newStory = (): Story => ({
  lastSeq: 0,
  rows: [],
  files: [],
  agent: undefined,
  roomName: undefined,
  models: {},
  caller: undefined,
  startedAtMs: undefined,
  endedAtMs: undefined,
  takenOverBy: undefined,
  costUsd: 0,
  unpriced: 0,
  pending: { seen: [], heard: [] },
});

/** What was folded before is passed over, so that a stream may repeat itself. */
export function foldStory(before: Story, events: readonly LoggedEvent[]): Story {
  const rows = [...before.rows];
  let story = before;
  for (const event of events) {
    if (event.seq <= story.lastSeq) continue;
    story = { ...facts(story, event), lastSeq: event.seq };
    const note = noteOf(event);
    if (note !== undefined) rows.push({ kind: 'note', note });
    story = toTurn(story, rows, event);
  }
  return { ...story, rows };
}

function toTurn(story: Story, rows: StoryRow[], event: LoggedEvent): Story {
  const generation = 'generation' in event ? event.generation : undefined;
  if (generation === undefined) return story;
  const at = rows.findLastIndex((row) => row.kind === 'turn' && row.turn.generation === generation);
  const row = rows[at];
  const known = row?.kind === 'turn' ? row.turn : newTurn(generation, event.atMs);
  const committed = event.type === 'turn.committed';
  const turn = inTurn(committed ? { ...known, ...story.pending } : known, event);
  if (at === -1) rows.push({ kind: 'turn', turn });
  else rows[at] = { kind: 'turn', turn };
  return committed ? { ...story, pending: { seen: [], heard: [] } } : story;
}

function facts(story: Story, event: LoggedEvent): Story {
  switch (event.type) {
    case 'call.started': {
      const { agent, roomName, models, atMs } = event;
      return { ...story, agent, roomName, models, startedAtMs: story.startedAtMs ?? atMs, endedAtMs: undefined };
    }
    case 'participant.joined':
      if (story.caller !== undefined || (event.kind !== 'standard' && event.kind !== 'sip')) return story;
      return { ...story, caller: { userId: event.userId, name: event.name?.private, kind: event.kind } };
    case 'agent.changed':
      return { ...story, agent: event.to };
    case 'operator.took-over':
      return { ...story, takenOverBy: { name: event.from, identity: event.identity } };
    case 'operator.gave-back':
      return { ...story, takenOverBy: undefined };
    case 'cost':
      return event.usd === undefined
        ? { ...story, unpriced: story.unpriced + 1 }
        : { ...story, costUsd: story.costUsd + event.usd };
    case 'observed':
      return observed(story, event.observation, event.atMs);
    case 'call.ended':
      return event.outcome === 'handed-over' ? story : { ...story, endedAtMs: event.atMs };
    default:
      return story;
  }
}

type Observed = Extract<LoggedEvent, { type: 'observed' }>['observation'];
function observed(story: Story, observation: Observed, atMs: number): Story {
  const { seen, heard } = story.pending;
  const alsoSeen = (item: SeenItem): Story => ({ ...story, pending: { heard, seen: [...seen, item] } });
  switch (observation.kind) {
    case 'speech':
      if (!observation.final) return story;
      return {
        ...story,
        pending: {
          seen,
          heard: [...heard, { text: observation.text.private, confidence: observation.confidence }],
        },
      };
    case 'frame': {
      const { track, text, caption } = observation;
      return alsoSeen({ atMs, what: track, text: caption?.private || text?.private || '' });
    }
    case 'document':
    case 'table': {
      const name = observation.name.private;
      const file = { id: observation.id, name, from: observation.provenance.source, atMs };
      const added = alsoSeen({ atMs, what: observation.kind, text: name });
      return { ...added, files: [...story.files, file] };
    }
    case 'keypad':
      return alsoSeen({ atMs, what: 'keypad', text: observation.digits.private });
    case 'text':
    case 'tool-result':
    case 'task-result':
    case 'system':
      return story;
  }
}
