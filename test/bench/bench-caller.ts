/**
 * A measured caller on rtc-node: a microphone, an ear, and the moments that matter of a join. What it notes is what a
 * person on the line would notice; it decides nothing.
 */
import { AudioStream, ParticipantKind, type RemoteTrack, Room, RoomEvent, TrackKind } from '@livekit/rtc-node';
import { EAR_FRAME_MS, EAR_RATE_HZ, Ear } from './ear.ts';
import { type MicrophoneLine, openMicrophoneLine } from './microphone-line.ts';

export interface BenchCaller {
  ear: Ear;
  line: MicrophoneLine;
  /** Monotonic ms: asked to join; the agent was a participant. */
  joinAskedMs: number;
  agentPresentMs: number | undefined;
  /** Stage times of each answer as the agent reports them to its page, newest last. Only ours does. */
  stageTimes: Record<string, number>[];
  leave(): Promise<void>;
}

export async function joinAsBenchCaller(url: string, token: string): Promise<BenchCaller> {
  const room = new Room();
  const ear = new Ear();
  const stageTimes: Record<string, number>[] = [];
  const joinAskedMs = performance.now();
  let agentPresentMs: number | undefined;
  let left = false;
  const look = () => {
    if (agentPresentMs !== undefined) return;
    for (const participant of room.remoteParticipants.values())
      if (participant.kind === ParticipantKind.AGENT) agentPresentMs = performance.now();
  };
  room.on(RoomEvent.ParticipantConnected, look);
  room.on(RoomEvent.TrackSubscribed, (track) => {
    if (track.kind === TrackKind.KIND_AUDIO) void listen(track, ear, () => left);
  });
  room.on(RoomEvent.DataReceived, (payload, _participant, _kind, topic) => {
    if (topic !== 'parley.event') return;
    const event: unknown = JSON.parse(new TextDecoder().decode(payload));
    if (isTurnTimes(event)) stageTimes.push(event.stagesMs);
  });
  room.registerTextStreamHandler('lk.transcription', (reader) => void reader.readAll().catch(() => undefined));
  await room.connect(url, token, { autoSubscribe: true, dynacast: false });
  look();
  const line = await openMicrophoneLine(room);
  return {
    ear,
    line,
    joinAskedMs,
    stageTimes,
    get agentPresentMs() {
      return agentPresentMs;
    },
    leave: async () => {
      left = true;
      line.stop();
      await room.disconnect();
    },
  };
}

async function listen(track: RemoteTrack, ear: Ear, left: () => boolean): Promise<void> {
  const options = { sampleRate: EAR_RATE_HZ, numChannels: 1, frameSizeMs: EAR_FRAME_MS };
  const reader = new AudioStream(track, options).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done || left()) break;
    ear.hear(value.data, performance.now());
  }
  await reader.cancel().catch(() => undefined);
}

function isTurnTimes(event: unknown): event is { stagesMs: Record<string, number> } {
  return typeof event === 'object' && event !== null && 'type' in event && event.type === 'turn-times';
}
