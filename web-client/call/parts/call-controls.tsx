/** What a person may do to the call while it runs. On a narrow page what is seldom needed waits behind one button. */
import { canShareScreen } from '../room/video-tracks.ts';
import type { CallState } from '../state/call-state.ts';
import type { SightSource } from '../state/sight.ts';
import { words } from '../words.ts';
import { CameraIcon, EndIcon, HoldIcon, MicrophoneIcon, MicrophoneOffIcon, ScreenIcon, SoundIcon } from './icons.tsx';
import { MORE_MENU_ID, MoreMenu } from './more-menu.tsx';
import { TalkButton } from './talk-button.tsx';
import { useWide } from './use-wide.ts';

interface Props {
  state: CallState;
  onMute: () => void;
  onPushToTalk: (on: boolean) => void;
  onTalkHeld: (held: boolean) => void;
  onShare: (source: SightSource) => void;
  onSound: () => void;
  onEnd: () => void;
}

export function CallControls({ state, onMute, onPushToTalk, onTalkHeld, onShare, onSound, onEnd }: Props) {
  const { microphone, pushToTalk, talkHeld, sight } = state;
  const wide = useWide();
  const on = microphone === 'on';
  const label = microphone === 'off' ? words.controls.microphoneOn : on ? words.controls.mute : words.controls.unmute;
  const blind = sight.seeing?.available === false;
  const closing = wide ? {} : ({ popoverTarget: MORE_MENU_ID, popoverTargetAction: 'hide' } as const);
  const seldom = (
    <>
      <button
        type="button"
        className="control"
        aria-pressed={pushToTalk}
        disabled={microphone === 'off'}
        onClick={() => onPushToTalk(!pushToTalk)}
        {...closing}
      >
        <HoldIcon />
        <span>{words.controls.pushToTalk}</span>
      </button>
      <button type="button" className="control" onClick={onSound} aria-haspopup="dialog" {...closing}>
        <SoundIcon />
        <span>{words.controls.sound}</span>
      </button>
    </>
  );
  const share = (source: SightSource) => (
    <button
      type="button"
      className="control control-share"
      aria-pressed={sight.shared[source]}
      aria-disabled={blind && !sight.shared[source]}
      aria-label={source === 'screen' ? words.controls.screenLong : words.controls.cameraLong}
      onClick={() => onShare(source)}
    >
      {source === 'screen' ? <ScreenIcon /> : <CameraIcon />}
      <span>{words.controls[source]}</span>
    </button>
  );
  return (
    <div className="controls" role="toolbar" aria-label={words.controls.group}>
      {pushToTalk && on && <TalkButton held={talkHeld} onHeld={onTalkHeld} />}
      <div className="controls-row">
        {!(pushToTalk && on) && (
          <button
            type="button"
            className="control"
            data-alert={!on}
            onClick={onMute}
            aria-keyshortcuts="M"
            aria-label={microphone === 'off' ? words.controls.microphoneOnLong : label}
          >
            {on ? <MicrophoneIcon /> : <MicrophoneOffIcon />}
            <span>{label}</span>
          </button>
        )}
        {canShareScreen() && share('screen')}
        {share('camera')}
        {wide ? seldom : <MoreMenu>{seldom}</MoreMenu>}
        <button type="button" className="control control-end" onClick={onEnd} aria-label={words.controls.endLong}>
          <EndIcon />
          <span>{words.controls.end}</span>
        </button>
      </div>
    </div>
  );
}
