/**
 * Opens and closes what the caller shows: the screen sharp and seldom, the camera small. No simulcast: one agent watches.
 * Throws SharingBlocked with what went wrong.
 */
import { createLocalScreenTracks, createLocalVideoTrack, LocalVideoTrack, type Room, Track } from 'livekit-client';
import { microphoneProblem } from '../state/microphone-problem.ts';
import type { SharingProblem, SightSource } from '../state/sight.ts';

export class SharingBlocked extends Error {
  override name = 'SharingBlocked';
  readonly problem: SharingProblem;
  constructor(source: SightSource, problem: SharingProblem, options?: ErrorOptions) {
    super(`The ${source} is not shared: ${problem}.`, options);
    this.problem = problem;
  }
}

export type Facing = 'user' | 'environment';

/**
 * Text must stay readable, so a screen keeps its own size up to this. It is captured more often than it is sent: Chromium
 * leaves out a change that comes sooner after a picture than its capture rate allows, and a page that stands still is
 * only sent again a second later. Sent at 10 a second, a change is there after 36 ms (p50) and 246 ms at most; captured
 * at 10, two of twenty took a second.
 */
const SCREEN = { width: 1920, height: 1080, frameRate: 30 };
const SCREEN_ENCODING = { maxBitrate: 2_500_000, maxFramerate: 10 };
/** The caller's own view is smooth; the agent looks five times a second, so half of it need not travel. */
const CAMERA = { width: 640, height: 480, frameRate: 30 };
const CAMERA_ENCODING = { maxBitrate: 500_000, maxFramerate: 10 };

const SOURCE = { camera: Track.Source.Camera, screen: Track.Source.ScreenShare } as const;

/** Phones' browsers cannot share their screen. */
export const canShareScreen = (): boolean => {
  const devices: Partial<MediaDevices> | undefined = navigator.mediaDevices;
  return devices?.getDisplayMedia !== undefined;
};

/** On a phone one shows what is in front of it; a laptop's camera only looks one way. */
export const firstFacing = (): Facing => (window.matchMedia('(pointer: coarse)').matches ? 'environment' : 'user');

export async function share(room: Room, source: SightSource): Promise<void> {
  const track = source === 'screen' ? await openScreen() : await openCamera(firstFacing());
  try {
    await room.localParticipant.publishTrack(track, {
      source: SOURCE[source],
      simulcast: false,
      videoEncoding: source === 'screen' ? SCREEN_ENCODING : CAMERA_ENCODING,
      screenShareEncoding: SCREEN_ENCODING,
      degradationPreference: source === 'screen' ? 'maintain-resolution' : 'balanced',
    });
  } catch (cause) {
    track.stop();
    throw new SharingBlocked(source, 'unknown', { cause });
  }
}

export async function stopSharing(room: Room, source: SightSource): Promise<void> {
  const track = sharedTrack(room, source);
  if (track) await room.localParticipant.unpublishTrack(track, true);
}

export function sharedTrack(room: Room, source: SightSource): LocalVideoTrack | undefined {
  const track = room.localParticipant.getTrackPublication(SOURCE[source])?.track;
  return track instanceof LocalVideoTrack ? track : undefined;
}

/** The other camera of a phone; the picture goes on in the same track. */
export async function turnCamera(track: LocalVideoTrack, facing: Facing): Promise<void> {
  try {
    await track.restartTrack({ resolution: CAMERA, facingMode: facing });
  } catch (cause) {
    throw blocked('camera', cause);
  }
}

async function openCamera(facing: Facing): Promise<LocalVideoTrack> {
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (devices === undefined) throw new SharingBlocked('camera', 'insecure');
  try {
    return await createLocalVideoTrack({ resolution: CAMERA, facingMode: facing });
  } catch (cause) {
    throw blocked('camera', cause);
  }
}

async function openScreen(): Promise<LocalVideoTrack> {
  if (!canShareScreen()) throw new SharingBlocked('screen', 'insecure');
  let cause: unknown;
  try {
    const tracks = await createLocalScreenTracks({
      audio: false,
      resolution: SCREEN,
      contentHint: 'text',
      surfaceSwitching: 'include',
    });
    const track = tracks.find((opened) => opened instanceof LocalVideoTrack);
    if (track) return track;
  } catch (error) {
    cause = error;
  }
  const problem = cause instanceof Error ? microphoneProblem(cause.name) : 'unknown';
  /* A browser's question that is closed looks like one that is refused. */
  throw new SharingBlocked('screen', problem === 'refused' ? 'cancelled' : problem, { cause });
}

const blocked = (source: SightSource, cause: unknown): SharingBlocked =>
  new SharingBlocked(source, microphoneProblem(cause instanceof Error ? cause.name : ''), { cause });
