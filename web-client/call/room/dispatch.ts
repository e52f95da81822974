/** How the room's listeners and hooks tell the call what happened. */
import type { CallEvent } from '../state/call-state.ts';

export type Dispatch = (event: CallEvent) => void;
