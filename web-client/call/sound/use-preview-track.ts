/** A microphone for looking at before the call: opened while the panel is, stopped with it. */
import { useEffect, useState } from 'react';
import { wakeAudio } from '../room/audio-meter.ts';
import { captureOptions } from '../room/microphone.ts';
import { type MicrophoneProblem, microphoneProblem } from '../state/microphone-problem.ts';

interface Preview {
  track: MediaStreamTrack | undefined;
  problem: MicrophoneProblem | undefined;
}

const none: Preview = { track: undefined, problem: undefined };

export function usePreviewTrack(wanted: boolean, deviceId: string | undefined): Preview {
  const [preview, setPreview] = useState(none);
  useEffect(() => {
    if (!wanted) return;
    wakeAudio();
    let opened: MediaStreamTrack | undefined;
    let over = false;
    const devices: MediaDevices | undefined = navigator.mediaDevices;
    if (devices === undefined) {
      setPreview({ track: undefined, problem: 'insecure' });
      return;
    }
    devices.getUserMedia({ audio: captureOptions(deviceId) }).then(
      (stream) => {
        opened = stream.getAudioTracks()[0];
        if (over) opened?.stop();
        else setPreview({ track: opened, problem: undefined });
      },
      (error: unknown) => {
        if (!over)
          setPreview({ track: undefined, problem: microphoneProblem(error instanceof Error ? error.name : '') });
      },
    );
    return () => {
      over = true;
      opened?.stop();
      setPreview(none);
    };
  }, [wanted, deviceId]);
  return preview;
}
