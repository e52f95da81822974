/** What a model is shown of a write that was begun and not seen to end, so that it neither waits for it nor begins it again. Pure. */
import type { ChatMessage } from '../models/interfaces.ts';

/** In place of a result. */
export const UNSETTLED =
  'The turn was over before this was done. It was not stopped and may still happen: do not do it again unless the caller asks for it anew.';

export const unsettledResult = (toolCallId: string, name: string): ChatMessage => ({
  role: 'tool',
  toolCallId,
  name,
  content: UNSETTLED,
});

/** `content` is no result: nobody knows yet what came of that call. */
export const isUnsettled = (content: string): boolean => content === UNSETTLED;
