/** Records two seconds and plays them back. During a call the agent does not hear the test. */
import { useEffect, useRef, useState } from 'react';
import { words } from '../words.ts';
import { recordAndPlay } from './record-and-play.ts';

type Step = 'ready' | 'recording' | 'playing' | 'heard' | 'silent';

const labels: Record<Step, string> = {
  ready: words.sound.test,
  recording: words.sound.recording,
  playing: words.sound.playing,
  heard: words.sound.testAgain,
  silent: words.sound.testAgain,
};

export function MicrophoneTest({ track }: { track: MediaStreamTrack }) {
  const [step, setStep] = useState<Step>('ready');
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const busy = step === 'recording' || step === 'playing';
  const run = (): void => {
    if (busy) return;
    const controller = new AbortController();
    running.current = controller;
    setStep('recording');
    recordAndPlay(track, { signal: controller.signal, onPlaying: () => setStep('playing') }).then(
      (loud) => setStep(loud ? 'heard' : 'silent'),
      () => setStep('silent'),
    );
  };
  return (
    <div className="test">
      <button type="button" className="plain-button" onClick={run} aria-disabled={busy}>
        {labels[step]}
      </button>
      <p className="fine" role="status">
        {step === 'heard' && words.sound.heard}
        {step === 'silent' && words.sound.silent}
      </p>
    </div>
  );
}
