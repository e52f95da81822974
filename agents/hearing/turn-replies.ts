/** What the mouth and the planner report about replies. Reports about any but the reply on the floor are late, and void. */

import { isNoise } from './barge-in.ts';
import type { TurnEvent } from './turn-events.ts';
import { cut, pause, takeFloor, vacate } from './turn-floor.ts';
import type { Step } from './turn-state.ts';

export function onReply(step: Step, event: TurnEvent): void {
  const { state, nowMs } = step;
  switch (event.type) {
    case 'agent-speaks':
      if (!Number.isSafeInteger(event.generation) || event.generation <= state.generation) return;
      cut(step, 'superseded');
      takeFloor(step, event.generation, null, event.asks ?? false);
      if (state.voice.on && !isNoise(state, nowMs)) pause(step);
      return;
    case 'working':
      if (event.generation !== state.generation) return;
      state.working = event.busy ? { generation: event.generation, untilMs: nowMs + state.options.workingMaxMs } : null;
      if (!event.busy) state.silence.quietSinceMs = nowMs;
      return;
    case 'playout-started':
    case 'playout-finished':
    case 'reply-empty':
    case 'reply-asks':
      if (state.floor?.generation === event.generation) onFloor(step, event.type);
      return;
    default:
      return;
  }
}

function onFloor(step: Step, type: 'playout-started' | 'playout-finished' | 'reply-empty' | 'reply-asks'): void {
  const { state } = step;
  if (!state.floor) return;
  if (type === 'playout-started') {
    state.floor.phase = 'speaking';
    state.floor.sinceMs = step.nowMs;
    if (state.voice.on && state.utterance.silentSinceMs === null && !isNoise(state, step.nowMs)) pause(step);
  } else if (type === 'reply-asks') state.floor.asks = true;
  else vacate(step, state.floor.asks && type === 'playout-finished');
}
