/** The inside of the drawing thread: a request in, a picture out, one at a time. What can be slow or large stays in here. */
import { parentPort } from 'node:worker_threads';
import { drawSheet } from './draw-sheet.ts';
import type { DrawnSheet } from './sheet-request.ts';
import { PresentingError } from './shown-table.ts';

export interface SheetJob {
  id: number;
  json: Uint8Array;
}
export type SheetReply =
  | { id: number; sheet: DrawnSheet }
  /** `asked`: what was asked for is at fault. */
  | { id: number; failure: string; asked: boolean };

parentPort?.on('message', ({ id, json }: SheetJob) => {
  void drawSheet(json)
    .then(
      (sheet): SheetReply => ({ id, sheet }),
      (error: unknown): SheetReply => ({
        id,
        failure: error instanceof Error ? error.message : String(error),
        asked: error instanceof PresentingError,
      }),
    )
    .then((reply) => parentPort?.postMessage(reply));
});
