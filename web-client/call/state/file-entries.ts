/** The lines of the conversation that are files, from the moment they are added to what the agent made of them. Pure. */
import type { FileEntry, FileStatus } from './file-entry.ts';
import { append, type Entry } from './transcript.ts';

export type FileEvent =
  | { type: 'file-added'; id: string; name: string; sizeBytes: number; refusal: string | undefined }
  | { type: 'file-moved'; id: string; status: FileStatus; progress?: number; message?: string };

export function reduceFiles(entries: readonly Entry[], event: FileEvent): readonly Entry[] {
  if (event.type === 'file-added')
    return append(entries, {
      kind: 'file',
      id: event.id,
      name: event.name,
      sizeBytes: event.sizeBytes,
      status: event.refusal === undefined ? 'waiting' : 'refused',
      progress: 0,
      message: event.refusal,
    });
  return entries.map((entry) => {
    /* The agent may have judged a file before this page has seen its sending end. */
    if (entry.kind !== 'file' || entry.id !== event.id || isSettled(entry)) return entry;
    return { ...entry, status: event.status, progress: event.progress ?? entry.progress, message: event.message };
  });
}

const isSettled = (entry: FileEntry): boolean => entry.status === 'read' || entry.status === 'refused';

/** The agent names a file, not a sending: its word is for the oldest one of that name it has not yet judged. */
export function judgeFile(
  entries: readonly Entry[],
  id: string,
  verdict: { name: string; outcome: 'read' | 'refused'; message: string },
): readonly Entry[] {
  const { name, outcome: status, message } = verdict;
  const at = entries.findIndex(
    (entry) => entry.kind === 'file' && entry.name === name && entry.status !== 'waiting' && !isSettled(entry),
  );
  const file = entries[at];
  if (file?.kind === 'file') return entries.with(at, { ...file, status, message, progress: 1 });
  return append(entries, { kind: 'file', id, name, sizeBytes: undefined, status, progress: 1, message });
}

/** When the call ends, what has not left stays here. */
export function dropUnsentFiles(entries: readonly Entry[]): readonly Entry[] {
  return entries.map((entry) =>
    entry.kind === 'file' && (entry.status === 'waiting' || entry.status === 'sending')
      ? { ...entry, status: 'failed' }
      : entry,
  );
}
