/**
 * What was shown to a call before another host took it over, from its events: files that were read, and words of screens
 * and cameras. Pictures of files are not in the log: their text is. Pure.
 */
import type { CallEvent } from '../log/events.ts';
import type { Observation } from '../observation/schema.ts';
import { tableIn } from '../observation/table.ts';
import type { VideoSourceId } from '../seeing/frame.ts';
import type { FileResponse } from '../seeing/reading-api.ts';

export interface ShownBefore {
  /** Oldest first. */
  files: { name: string; file: FileResponse }[];
  /** Oldest first; every line that could be read then. */
  sightings: { source: VideoSourceId; lines: string[]; atMs: number }[];
}
/** More than what is remembered of sights anyway. */
const MAX_SIGHTINGS = 300;
const MAX_FILES = 20;
/** A note that a reader left where it cut a page: no words of the page. */
const CUT = /^\[\d+ more characters are on it\]$/;

export function shownBefore(history: readonly CallEvent[]): ShownBefore {
  const observations = history.flatMap((event) => (event.type === 'observed' ? [event.observation] : []));
  return {
    files: observations.flatMap(fileOf).slice(-MAX_FILES),
    sightings: observations.flatMap(sightingOf).slice(-MAX_SIGHTINGS),
  };
}

/** Text whose key was destroyed reads as empty: what is left of such a file is of no use. */
function fileOf(observation: Observation): ShownBefore['files'] {
  if (observation.provenance.source !== 'document') return [];
  if (observation.kind === 'document') {
    const { name, mediaType, pages } = observation;
    if (name.destroyed) return [];
    const document = { kind: 'document' as const, name, mediaType, pages };
    return [{ name: name.private, file: { kind: 'document', document, notes: [] } }];
  }
  if (observation.kind === 'table') {
    const { name } = observation;
    const table = tableIn(observation);
    if (name.destroyed || table === undefined) return [];
    return [{ name: name.private, file: { kind: 'table', tables: [{ kind: 'table', name, ...table }], notes: [] } }];
  }
  return [];
}
function sightingOf(observation: Observation): ShownBefore['sightings'] {
  if (observation.kind !== 'frame' || observation.text === undefined || observation.text.destroyed) return [];
  const { track, provenance, atMs, text } = observation;
  const lines = text.private.split('\n').filter((line) => !CUT.test(line));
  return [{ source: { track, participantIdentity: provenance.id ?? '', trackSid: '' }, lines, atMs }];
}
