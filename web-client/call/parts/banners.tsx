/** What the person must know now, above the conversation: trouble first, each with the way out of it. */
import { useStartAudio } from '@livekit/components-react';
import type { Room } from 'livekit-client';
import { wakeAudio } from '../room/audio-meter.ts';
import type { CallState } from '../state/call-state.ts';
import { browserFamily } from '../state/microphone-problem.ts';
import { words } from '../words.ts';
import { SpeakerIcon } from './icons.tsx';

interface Props {
  state: CallState;
  room: Room;
  onMicrophone: () => void;
  onRestart: () => void;
  onProblemRead: () => void;
}

export function Banners({ state, room, onMicrophone, onRestart, onProblemRead }: Props) {
  const { canPlayAudio, mergedProps } = useStartAudio({ room, props: {} });
  const { problem } = state.sight;
  return (
    <div className="banners">
      {state.connection === 'reconnecting' && (
        <p className="notice notice-warn" role="status">
          {words.banners.reconnecting}
        </p>
      )}
      {!canPlayAudio && (
        <div className="notice notice-action" role="alert">
          <span>{words.banners.tapToHear}</span>
          <button
            type="button"
            className="main-button"
            onClick={() => {
              wakeAudio();
              mergedProps.onClick();
            }}
          >
            <SpeakerIcon />
            {words.banners.tapToHearButton}
          </button>
        </div>
      )}
      {state.agentOverdue && !state.agent && (
        <div className="notice notice-warn" role="alert">
          <span>{words.banners.overdue}</span>
          <button type="button" className="plain-button" onClick={onRestart}>
            {words.banners.retry}
          </button>
        </div>
      )}
      {state.microphoneProblem && (
        <div className="notice notice-warn" role="alert">
          <span>
            <strong>{words.microphone.title(state.microphoneProblem)}.</strong>{' '}
            {words.microphone.advice(state.microphoneProblem, browserFamily(navigator.userAgent))}
          </span>
          <button type="button" className="plain-button" onClick={onMicrophone}>
            {words.microphone.retry}
          </button>
        </div>
      )}
      {problem && (
        <div className="notice notice-warn" role="alert">
          <span>
            {problem.problem === 'unavailable' && state.sight.seeing?.note !== undefined
              ? state.sight.seeing.note
              : words.sight.problem(problem.source, problem.problem, browserFamily(navigator.userAgent))}
          </span>
          <button type="button" className="plain-button" onClick={onProblemRead}>
            {words.sight.dismiss}
          </button>
        </div>
      )}
      {Object.entries(state.degraded).map(([stage, message]) => (
        <p key={stage} className="notice notice-warn" role="status">
          {message}
        </p>
      ))}
      {state.hello?.note !== undefined && <p className="notice notice-info">{state.hello.note}</p>}
      {state.colleague !== undefined && (
        <p className="notice notice-info" role="status">
          {words.banners.colleague(state.colleague)}
        </p>
      )}
      {state.ending !== undefined && (
        <p className="notice notice-info" role="status">
          {words.banners.ending}
        </p>
      )}
    </div>
  );
}
