/**
 * An agent as the page sees one: a participant of kind AGENT that publishes a tone as its voice, sets `lk.agent.state`,
 * streams captions of both sides, sends events, and keeps what the page sent. It decides nothing: the test does.
 */
import {
  AudioFrame,
  AudioSource,
  AudioStream,
  LocalAudioTrack,
  type RemoteParticipant,
  type RemoteTrack,
  Room,
  RoomEvent,
  TrackKind,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';
import { AccessToken } from 'livekit-server-sdk';
import {
  MESSAGE_ID_ATTRIBUTE,
  PAGE_CONTROL_TOPIC,
  PAGE_EVENT_TOPIC,
  type PageControl,
  type PageEvent,
  pageControl,
} from '../../../server/api/page-events.ts';
import type { LivekitAccess } from '../livekit-caller.ts';
import { type FakeSight, giveSight } from './fake-sight.ts';
import { startTone, type Tone } from './tone.ts';

export type FakeAgentState = 'initializing' | 'listening' | 'thinking' | 'speaking';

export interface FakeAgent {
  identity: string;
  /** What it is shown, sent and shows. */
  sight: FakeSight;
  /** Typed messages, control packets and how often the caller's track was muted, in the order they came. */
  messages: readonly string[];
  controls: readonly PageControl[];
  /** The next so many messages are lost on the way: neither kept nor answered. */
  loseMessages(count: number): void;
  setState(state: FakeAgentState): Promise<void>;
  send(event: PageEvent): Promise<void>;
  /** Raw bytes on the event topic: what a broken agent might send. */
  sendBytes(bytes: Uint8Array): Promise<void>;
  /** One guess at what the caller said; the same segment replaces the one before. */
  hear(segmentId: string, text: string, final: boolean): Promise<void>;
  /** The agent's words, piece by piece, in one stream; `close` ends the segment. */
  speak(segmentId: string): Promise<{ write(text: string): Promise<void>; close(): Promise<void> }>;
  /** A segment that was cut, once more as a whole: what was heard of it. */
  cutOff(segmentId: string, heard: string): Promise<void>;
  /** 0 to 1: how loud the tone is. */
  loudness(level: number): void;
  callerMuted(): boolean | undefined;
  /** The loudest 10 ms of the caller since this was last asked, as RMS of full scale. */
  callerLoudness(): number;
  leave(): Promise<void>;
}

const SAMPLE_RATE = 48_000;
const TRANSCRIPTION = 'lk.transcription';

export async function joinAsAgent(
  livekit: LivekitAccess,
  roomName: string,
  options: { identity?: string; acknowledges?: boolean } = {},
): Promise<FakeAgent> {
  const identity = options.identity ?? 'agent-fake';
  const room = new Room();
  const messages: string[] = [];
  const controls: PageControl[] = [];
  const sight = giveSight(room);
  let losing = 0;
  room.registerTextStreamHandler('lk.chat', (reader) => {
    const receive = async (): Promise<void> => {
      const text = await reader.readAll();
      const id = reader.info.attributes?.[MESSAGE_ID_ATTRIBUTE];
      if (losing > 0) {
        losing -= 1;
        return;
      }
      messages.push(text);
      if (options.acknowledges && id !== undefined) await sendEvent({ type: 'received', id });
    };
    receive().catch(() => undefined);
  });
  room.on(RoomEvent.DataReceived, (payload, _participant, _kind, topic) => {
    if (topic === PAGE_CONTROL_TOPIC) controls.push(pageControl.parse(JSON.parse(new TextDecoder().decode(payload))));
  });
  let loudest = 0;
  room.on(RoomEvent.TrackSubscribed, (track) => {
    if (track.kind === TrackKind.KIND_AUDIO)
      meter(track, (rms) => {
        loudest = Math.max(loudest, rms);
      }).catch(() => undefined);
  });
  await room.connect(livekit.url, await agentToken(livekit, roomName, identity), {
    autoSubscribe: true,
    dynacast: false,
  });
  const local = room.localParticipant;
  if (!local)
    throw new Error(`The fake agent ${identity} joined the room "${roomName}" but has no participant of its own.`);

  const source = new AudioSource(SAMPLE_RATE, 1, 200);
  const publishOptions = new TrackPublishOptions();
  publishOptions.source = TrackSource.SOURCE_MICROPHONE;
  await local.publishTrack(LocalAudioTrack.createAudioTrack('voice', source), publishOptions);
  const tone: Tone = startTone(SAMPLE_RATE, (samples) =>
    source.captureFrame(new AudioFrame(samples, SAMPLE_RATE, 1, samples.length)),
  );

  const caller = (): RemoteParticipant | undefined =>
    [...room.remoteParticipants.values()].find((participant) => !participant.identity.startsWith('agent'));
  const sendBytes = (bytes: Uint8Array): Promise<void> =>
    local.publishData(bytes, { reliable: true, topic: PAGE_EVENT_TOPIC });
  function sendEvent(event: PageEvent): Promise<void> {
    return sendBytes(new TextEncoder().encode(JSON.stringify(event)));
  }
  return {
    identity,
    sight,
    messages,
    controls,
    setState: (state) => local.setAttributes({ 'lk.agent.state': state }),
    send: sendEvent,
    loseMessages: (count) => {
      losing = count;
    },
    sendBytes,
    hear: async (segmentId, text, final) => {
      const trackSid = [...(caller()?.trackPublications.keys() ?? [])][0] ?? '';
      await local.sendText(text, {
        topic: TRANSCRIPTION,
        attributes: {
          'lk.segment_id': segmentId,
          'lk.transcription_final': String(final),
          'lk.transcribed_track_id': trackSid,
        },
      });
    },
    speak: (segmentId) =>
      local.streamText({
        topic: TRANSCRIPTION,
        attributes: { 'lk.segment_id': segmentId, 'lk.transcription_final': 'false' },
      }),
    cutOff: async (segmentId, heard) => {
      await local.sendText(heard, {
        topic: TRANSCRIPTION,
        attributes: {
          'lk.segment_id': segmentId,
          'lk.transcription_final': 'true',
          'parley.interrupted': 'true',
        },
      });
    },
    loudness: tone.loudness,
    callerMuted: () => [...(caller()?.trackPublications.values() ?? [])][0]?.muted,
    callerLoudness: () => {
      const heard = loudest;
      loudest = 0;
      return heard;
    },
    leave: async () => {
      tone.stop();
      sight.close();
      await room.disconnect();
      await source.close();
    },
  };
}

async function meter(track: RemoteTrack, report: (rms: number) => void): Promise<void> {
  for await (const frame of new AudioStream(track, { sampleRate: SAMPLE_RATE, numChannels: 1, frameSizeMs: 10 })) {
    let sum = 0;
    for (const sample of frame.data) sum += (sample / 32_768) ** 2;
    report(Math.sqrt(sum / frame.data.length));
  }
}

async function agentToken(livekit: LivekitAccess, roomName: string, identity: string): Promise<string> {
  const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity });
  token.addGrant({
    roomJoin: true,
    room: roomName,
    canPublish: true,
    canSubscribe: true,
    canPublishData: true,
    canUpdateOwnMetadata: true,
    agent: true,
  });
  token.kind = 'agent';
  return token.toJwt();
}
