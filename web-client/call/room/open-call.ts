/**
 * Opens one call: seat, room, microphone. What happens afterwards arrives as call events; `leave` ends it from here.
 * Rejects with CallRefused or MicrophoneBlocked, having closed whatever it had opened.
 */
import { type LocalAudioTrack, Room, Track } from 'livekit-client';
import { CallRefused, fetchSeat } from '../api/token.ts';
import { lendRandomUuid } from '../state/new-id.ts';
import { words } from '../words.ts';
import type { Dispatch } from './dispatch.ts';
import { captureOptions, openMicrophone } from './microphone.ts';
import { rejoin, rememberMicrophone } from './rejoin.ts';
import { listenToRoom } from './room-listeners.ts';
import { storedDevice } from './stored-device.ts';

/** Longer than a slow phone network needs, shorter than a person's patience. */
const CONNECT_DEADLINE_MS = 20_000;

export interface OpenCallOptions {
  agentName: string | undefined;
  withMicrophone: boolean;
  signal: AbortSignal;
  dispatch: Dispatch;
  /** Called with the room before it connects, so that sound may be allowed in the same tap. */
  onRoom: (room: Room) => void;
}

export async function openCall({
  agentName,
  withMicrophone,
  signal,
  dispatch,
  onRoom,
}: OpenCallOptions): Promise<Room> {
  lendRandomUuid();
  const speaker = storedDevice('audiooutput');
  const room = new Room({
    adaptiveStream: false,
    dynacast: false,
    audioCaptureDefaults: captureOptions(),
    ...(speaker === undefined ? {} : { audioOutput: { deviceId: speaker } }),
  });
  onRoom(room);
  /* Asked for together: the person answers the browser's question while the seat is being prepared. */
  const opening = withMicrophone ? openMicrophone() : Promise.resolve(undefined);
  const seating = fetchSeat(agentName, signal);
  let track: LocalAudioTrack | undefined;
  try {
    [track] = await Promise.all([opening, seating]);
    const seat = await seating;
    signal.throwIfAborted();
    const microphone = rememberMicrophone(room);
    listenToRoom(room, dispatch, () => {
      dispatch({ type: 'reconnecting' });
      rejoin(room, seat, microphone, signal).then((joined) =>
        dispatch(joined ? { type: 'reconnected' } : { type: 'ended', reason: 'lost', nowMs: Date.now() }),
      );
    });
    await connect(room, seat.serverUrl, seat.token, signal);
    dispatch({ type: 'joined', nowMs: Date.now() });
    await publishMicrophone(room, track, dispatch);
    return room;
  } catch (error) {
    opening.then(
      (opened) => opened?.stop(),
      () => undefined,
    );
    seating.catch(() => undefined);
    await room.disconnect();
    throw error;
  }
}

/** A call without a voice is still a call: what goes wrong here is shown, and typing goes on. */
async function publishMicrophone(room: Room, track: LocalAudioTrack | undefined, dispatch: Dispatch): Promise<void> {
  try {
    if (track) await room.localParticipant.publishTrack(track, { source: Track.Source.Microphone });
    dispatch({ type: 'microphone', microphone: track ? 'on' : 'off' });
  } catch {
    track?.stop();
    dispatch({ type: 'microphone-problem', problem: 'unknown' });
  }
}

async function connect(room: Room, serverUrl: string, token: string, signal: AbortSignal): Promise<void> {
  const stop = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_DEADLINE_MS)]);
  const stopped = Promise.withResolvers<never>();
  const onStop = (): void => stopped.reject(new CallRefused('timeout', words.failure.timeout, { cause: stop.reason }));
  stop.addEventListener('abort', onStop, { once: true });
  try {
    await Promise.race([room.connect(serverUrl, token), stopped.promise]);
  } catch (cause) {
    throw cause instanceof CallRefused ? cause : new CallRefused('media', words.failure.media, { cause });
  } finally {
    stop.removeEventListener('abort', onStop);
  }
}
