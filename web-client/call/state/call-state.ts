/**
 * One call as the page knows it: a pure reducer from what happened (room, agent, person) to what is shown. It holds no
 * room, no track and no timer; times come in as arguments.
 */
import type { PageEvent } from '../../../server/api/page-events.ts';
import type { ActiveAgent } from './active-agent.ts';
import type { CallState, EndReason, Microphone } from './call-shape.ts';
import { dropUnsentFiles, type FileEvent, reduceFiles } from './file-entries.ts';
import type { MicrophoneProblem } from './microphone-problem.ts';
import { applyPageEvent } from './page-event-state.ts';
import { initialSight, reduceSight, type SightEvent } from './sight.ts';
import {
  append,
  type Caption,
  closeOpenLines,
  type Delivery,
  leaveTools,
  markDelivery,
  writeCaption,
} from './transcript.ts';

export type { CallState, EndReason, Microphone } from './call-shape.ts';

export type CallEvent =
  | { type: 'start' }
  | { type: 'cancelled' }
  | { type: 'failed'; code: string; message: string }
  | { type: 'microphone-problem'; problem: MicrophoneProblem }
  | { type: 'joined'; nowMs: number }
  | { type: 'reconnecting' }
  | { type: 'reconnected' }
  | { type: 'agent-changed'; agent: ActiveAgent | undefined }
  | { type: 'agent-overdue' }
  | { type: 'caption'; caption: Caption }
  | { type: 'typed'; id: string; text: string }
  | { type: 'typed-left'; id: string; delivery: Delivery }
  | { type: 'page-event'; id: string; event: PageEvent }
  | { type: 'microphone'; microphone: Microphone }
  | { type: 'push-to-talk'; on: boolean }
  | { type: 'talk-key'; held: boolean }
  | SightEvent
  | FileEvent
  | { type: 'ended'; reason: EndReason; nowMs: number }
  | { type: 'home' };

export const initialCallState: CallState = {
  phase: 'home',
  connection: 'steady',
  failure: undefined,
  agent: undefined,
  agentOverdue: false,
  hello: undefined,
  entries: [],
  degraded: {},
  personRequested: undefined,
  colleague: undefined,
  remembered: [],
  ending: undefined,
  microphone: 'off',
  microphoneProblem: undefined,
  pushToTalk: false,
  talkHeld: false,
  approvals: [],
  sight: initialSight,
  startedAtMs: undefined,
  endedAtMs: undefined,
  endReason: undefined,
};

export function reduceCall(state: CallState, event: CallEvent): CallState {
  switch (event.type) {
    case 'start':
      return { ...initialCallState, phase: 'connecting', pushToTalk: state.pushToTalk };
    case 'cancelled':
    case 'home':
      return { ...initialCallState, pushToTalk: state.pushToTalk };
    case 'failed':
      return { ...initialCallState, failure: { code: event.code, message: event.message } };
    case 'microphone-problem':
      return state.phase === 'in-call'
        ? { ...state, microphone: 'off', microphoneProblem: event.problem }
        : { ...initialCallState, phase: 'microphone-help', microphoneProblem: event.problem };
    case 'joined':
      return { ...state, phase: 'in-call', startedAtMs: event.nowMs, connection: 'steady' };
    case 'reconnecting':
      return { ...state, connection: 'reconnecting', talkHeld: false };
    case 'reconnected':
      return { ...state, connection: 'steady' };
    case 'agent-changed':
      return agentChanged(state, event.agent);
    case 'agent-overdue':
      return state.phase === 'in-call' && !state.agent ? { ...state, agentOverdue: true } : state;
    case 'caption':
      return { ...state, entries: writeCaption(state.entries, event.caption) };
    case 'typed':
      return {
        ...state,
        entries: append(state.entries, {
          kind: 'spoken',
          id: event.id,
          who: 'caller',
          via: 'typed',
          text: event.text,
          final: true,
          cut: false,
          delivery: 'waiting',
        }),
      };
    case 'typed-left':
      return { ...state, entries: markDelivery(state.entries, event.id, event.delivery) };
    case 'page-event':
      return applyPageEvent(state, event.event, event.id);
    case 'microphone':
      return {
        ...state,
        microphone: event.microphone,
        microphoneProblem: event.microphone === 'on' ? undefined : state.microphoneProblem,
      };
    case 'push-to-talk':
      return { ...state, pushToTalk: event.on, talkHeld: false };
    case 'talk-key':
      return state.pushToTalk ? { ...state, talkHeld: event.held } : state;
    case 'shared':
    case 'sharing-problem':
    case 'sharing-problem-read':
    case 'seen':
    case 'sight-gone':
      return { ...state, sight: reduceSight(state.sight, event) };
    case 'file-added':
    case 'file-moved':
      return { ...state, entries: reduceFiles(state.entries, event) };
    case 'ended':
      if (state.phase !== 'in-call') return state;
      return {
        ...state,
        phase: 'ended',
        endedAtMs: event.nowMs,
        endReason: event.reason === 'room-closed' && state.ending !== undefined ? 'agent-ended' : event.reason,
        entries: dropUnsentFiles(leaveTools(closeOpenLines(state.entries))),
        approvals: [],
        sight: initialSight,
        agent: undefined,
        talkHeld: false,
        microphone: 'off',
      };
  }
}

function agentChanged(state: CallState, agent: ActiveAgent | undefined): CallState {
  if (agent) return { ...state, agent, agentOverdue: false };
  /* What it showed went with it. */
  const sight = { ...state.sight, presented: undefined };
  const entries = leaveTools(closeOpenLines(state.entries, 'agent'));
  return { ...state, agent: undefined, degraded: {}, entries, sight };
}
