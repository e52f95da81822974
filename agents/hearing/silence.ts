/**
 * A caller who says nothing is asked whether they are there, and let go politely when they are not. A floor that its
 * reply never took is freed here too, so that the call cannot be stuck.
 */
import { cut } from './turn-floor.ts';
import type { Step, TurnState } from './turn-state.ts';
import { isBlank } from './turn-utterance.ts';

function promptAtMs(state: TurnState): number | undefined {
  const { silence, working, options } = state;
  if (
    state.floor ||
    state.voice.on ||
    state.hearingLost ||
    state.colleagueSpeaks ||
    state.pushToTalk.pressed ||
    silence.ended ||
    !isBlank(state.utterance)
  )
    return undefined;
  const atMs = silence.quietSinceMs + options.silenceMs;
  return working ? Math.max(atMs, working.untilMs) : atMs;
}

function overdueAtMs({ floor, working, options }: TurnState): number | undefined {
  if (floor?.phase !== 'preparing' || floor.pausedAtMs !== null) return undefined;
  const atMs = floor.sinceMs + options.replyMaxMs;
  return working ? Math.max(atMs, working.untilMs) : atMs;
}

export function settleSilence(step: Step): boolean {
  const { state, nowMs, commands } = step;
  const overdue = overdueAtMs(state);
  if (overdue !== undefined && nowMs >= overdue) {
    cut(step, 'overdue');
    return true;
  }
  const prompt = promptAtMs(state);
  if (prompt === undefined || nowMs < prompt) return false;
  state.silence.quietSinceMs = nowMs;
  if (state.silence.prompts >= state.options.silencePrompts) {
    state.silence.ended = true;
    commands.push({ type: 'end-for-silence' });
  } else {
    state.silence.prompts += 1;
    commands.push({ type: 'ask-still-there', attempt: state.silence.prompts });
  }
  return true;
}

export function silenceWakeAtMs(state: TurnState): number | undefined {
  return overdueAtMs(state) ?? promptAtMs(state);
}
