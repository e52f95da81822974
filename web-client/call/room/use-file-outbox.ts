/**
 * Sends added files one after another, as soon as there is somebody to read them. The files themselves stay here; the call's
 * state knows only names. A sending that stands still is given up, and can be tried again.
 */
import type { Room } from 'livekit-client';
import { useCallback, useEffect, useRef } from 'react';
import { FILE_TOPIC } from '../../../server/api/page-events.ts';
import type { CallState } from '../state/call-state.ts';
import { checkFile } from '../state/file-check.ts';
import { newId } from '../state/new-id.ts';
import { words } from '../words.ts';
import type { Dispatch } from './dispatch.ts';

/** No byte left for so long: the network is gone, and saying so helps more than waiting. */
const STALL_MS = 15_000;
/** The bar moves in steps of this: each is a drawing of the log. */
const PROGRESS_STEP = 0.04;

export interface FileOutbox {
  add: (files: readonly File[]) => void;
  retry: (id: string) => void;
}

export function useFileOutbox(room: Room, state: CallState, reachable: boolean, dispatch: Dispatch): FileOutbox {
  const files = useRef(new Map<string, File>());
  const busy = useRef<string>(undefined);
  const sending = state.entries.find((entry) => entry.kind === 'file' && entry.status === 'sending');
  const waiting = state.entries.find((entry) => entry.kind === 'file' && entry.status === 'waiting');
  const id = reachable && sending === undefined ? waiting?.id : undefined;

  useEffect(() => {
    const file = id === undefined ? undefined : files.current.get(id);
    if (id === undefined || file === undefined || busy.current !== undefined) return;
    busy.current = id;
    dispatch({ type: 'file-moved', id, status: 'sending', progress: 0 });
    sendFile(room, file, (progress) => dispatch({ type: 'file-moved', id, status: 'sending', progress }))
      .then(
        () => {
          files.current.delete(id);
          dispatch({ type: 'file-moved', id, status: 'sent', progress: 1 });
        },
        () => dispatch({ type: 'file-moved', id, status: 'failed' }),
      )
      .finally(() => {
        busy.current = undefined;
      });
  }, [room, id, dispatch]);

  const add = useCallback(
    (added: readonly File[]) => {
      for (const file of added) {
        const id = newId();
        const check = checkFile(file);
        const refusal = 'problem' in check ? words.files.problems[check.problem] : undefined;
        if ('mimeType' in check) files.current.set(id, new File([file], file.name, { type: check.mimeType }));
        dispatch({ type: 'file-added', id, name: file.name, sizeBytes: file.size, refusal });
      }
    },
    [dispatch],
  );
  const retry = useCallback(
    (id: string) => dispatch({ type: 'file-moved', id, status: 'waiting', progress: 0 }),
    [dispatch],
  );
  return { add, retry };
}

async function sendFile(room: Room, file: File, onProgress: (progress: number) => void): Promise<void> {
  const stalled = Promise.withResolvers<never>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => stalled.reject(new Error(`"${file.name}" has not moved for ${STALL_MS} ms.`)), STALL_MS);
  };
  watch();
  let shown = 0;
  const sent = room.localParticipant.sendFile(file, {
    topic: FILE_TOPIC,
    mimeType: file.type,
    onProgress: (progress) => {
      watch();
      if (progress - shown < PROGRESS_STEP) return;
      shown = progress;
      onProgress(progress);
    },
  });
  try {
    await Promise.race([sent, stalled.promise]);
  } finally {
    clearTimeout(timer);
  }
}
