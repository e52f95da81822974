/** Microphone and speaker: choose them, see the level, hear oneself. Opens before a call and during one. */
import { type Room, Track } from 'livekit-client';
import { useEffect, useRef, useState } from 'react';
import { CloseIcon } from '../parts/icons.tsx';
import { browserFamily } from '../state/microphone-problem.ts';
import { words } from '../words.ts';
import { DeviceSelect } from './device-select.tsx';
import { LevelMeter } from './level-meter.tsx';
import { MicrophoneTest } from './microphone-test.tsx';
import { usePreviewTrack } from './use-preview-track.ts';

interface Props {
  onClose: () => void;
  /** The call's room; without one the panel opens a microphone of its own and closes it again. */
  room?: Room;
}

/** Only some browsers let a page choose the speaker. */
const canChooseSpeaker = (): boolean => 'setSinkId' in HTMLMediaElement.prototype;

export function SoundPanel({ onClose, room }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [deviceId, setDeviceId] = useState<string>();
  const callTrack = room?.localParticipant.getTrackPublication(Track.Source.Microphone)?.track?.mediaStreamTrack;
  const preview = usePreviewTrack(callTrack === undefined, deviceId);
  const track = callTrack ?? preview.track;

  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  return (
    <dialog ref={dialog} className="sound" onClose={onClose} aria-labelledby="sound-title">
      <header className="sound-head">
        <h2 id="sound-title">{words.sound.title}</h2>
        <button
          type="button"
          className="quiet-button icon-only"
          onClick={() => dialog.current?.close()}
          aria-label={words.sound.close}
        >
          <CloseIcon />
        </button>
      </header>
      {preview.problem && (
        <p className="notice notice-warn" role="alert">
          <strong>{words.microphone.title(preview.problem)}.</strong>{' '}
          {words.microphone.advice(preview.problem, browserFamily(navigator.userAgent))}
        </p>
      )}
      <DeviceSelect
        key={`in-${track?.id ?? 'none'}`}
        kind="audioinput"
        label={words.sound.microphone}
        room={room}
        onChosen={setDeviceId}
      />
      {track && <LevelMeter track={track} />}
      {track && <MicrophoneTest track={track} />}
      {canChooseSpeaker() ? (
        <DeviceSelect key={`out-${track?.id ?? 'none'}`} kind="audiooutput" label={words.sound.speaker} room={room} />
      ) : (
        <p className="fine">{words.sound.speakerFixed}</p>
      )}
    </dialog>
  );
}
