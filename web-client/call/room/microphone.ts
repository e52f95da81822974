/** Opens the microphone with the browser's echo cancelling, noise suppression and gain control, and names what went wrong. */
import { createLocalAudioTrack, type LocalAudioTrack } from 'livekit-client';
import { type MicrophoneProblem, microphoneProblem } from '../state/microphone-problem.ts';
import { storedDevice } from './stored-device.ts';

export class MicrophoneBlocked extends Error {
  override name = 'MicrophoneBlocked';
  readonly problem: MicrophoneProblem;
  constructor(problem: MicrophoneProblem, options?: ErrorOptions) {
    super(`The microphone did not open: ${problem}.`, options);
    this.problem = problem;
  }
}

export interface CaptureOptions {
  echoCancellation: boolean;
  noiseSuppression: boolean;
  autoGainControl: boolean;
  deviceId?: ConstrainDOMString;
}

/** The given device, or the stored one; only wished for, so that one that is gone gives way to the default. */
export function captureOptions(deviceId: string | undefined = storedDevice('audioinput')): CaptureOptions {
  const processing = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  return deviceId === undefined ? processing : { ...processing, deviceId: { ideal: deviceId } };
}

export async function openMicrophone(): Promise<LocalAudioTrack> {
  /* Typed as always present, but browsers leave it out on insecure pages. */
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (devices === undefined) throw new MicrophoneBlocked('insecure');
  try {
    return await createLocalAudioTrack(captureOptions());
  } catch (cause) {
    throw new MicrophoneBlocked(microphoneProblem(cause instanceof Error ? cause.name : ''), { cause });
  }
}
