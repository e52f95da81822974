/** What a person may do to the call while it runs. */
import type { CallState } from '../state/call-state.ts';
import { words } from '../words.ts';
import { EndIcon, HoldIcon, MicrophoneIcon, MicrophoneOffIcon, SoundIcon } from './icons.tsx';
import { TalkButton } from './talk-button.tsx';

interface Props {
  state: CallState;
  onMute: () => void;
  onPushToTalk: (on: boolean) => void;
  onTalkHeld: (held: boolean) => void;
  onSound: () => void;
  onEnd: () => void;
}

export function CallControls({ state, onMute, onPushToTalk, onTalkHeld, onSound, onEnd }: Props) {
  const { microphone, pushToTalk, talkHeld } = state;
  const on = microphone === 'on';
  const label = microphone === 'off' ? words.controls.microphoneOn : on ? words.controls.mute : words.controls.unmute;
  return (
    <div className="controls" role="toolbar" aria-label={words.controls.group}>
      {pushToTalk && on && <TalkButton held={talkHeld} onHeld={onTalkHeld} />}
      <div className="controls-row">
        {!(pushToTalk && on) && (
          <button type="button" className="control" data-alert={!on} onClick={onMute} aria-keyshortcuts="M">
            {on ? <MicrophoneIcon /> : <MicrophoneOffIcon />}
            <span>{label}</span>
          </button>
        )}
        <button
          type="button"
          className="control"
          aria-pressed={pushToTalk}
          disabled={microphone === 'off'}
          onClick={() => onPushToTalk(!pushToTalk)}
        >
          <HoldIcon />
          <span>{words.controls.pushToTalk}</span>
        </button>
        <button type="button" className="control" onClick={onSound} aria-haspopup="dialog">
          <SoundIcon />
          <span>{words.controls.sound}</span>
        </button>
        <button type="button" className="control control-end" onClick={onEnd} aria-label={words.controls.endLong}>
          <EndIcon />
          <span>{words.controls.end}</span>
        </button>
      </div>
    </div>
  );
}
