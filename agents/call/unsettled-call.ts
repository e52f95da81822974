/** What a model is shown of a call that was begun and not seen to end, so that it neither waits for it nor begins it again. Pure. */
import type { ChatMessage } from '../models/interfaces.ts';

const CONTENT =
  'The turn was over before this was done. If it only looks something up, it may be called again. If it changes anything, it was not stopped and may still happen: do not do it again unless the caller asks for it anew.';

export const unsettledResult = (toolCallId: string, name: string): ChatMessage => ({
  role: 'tool',
  toolCallId,
  name,
  content: CONTENT,
});
