/**
 * A caller on a telephone without a telephone network: joins as a SIP participant does (kind, identity, attributes and
 * their transitions), speaks and hears 8 kHz mu-law, and rings until somebody publishes a voice.
 */

import { randomBytes } from 'node:crypto';
import {
  AudioFrame,
  AudioSource,
  AudioStream,
  LocalAudioTrack,
  Room,
  RoomEvent,
  TrackKind,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';
import { AccessToken, RoomAgentDispatch, RoomConfiguration } from 'livekit-server-sdk';
import { resampleWhole } from '../../media/audio/resample.ts';
import type { LivekitAccess } from './livekit-caller.ts';

const LINE_HZ = 8_000;
const FRAME_SAMPLES = 160;
const LOUD_RMS = 200;

export interface PhoneCaller {
  room: Room;
  /** What happened in the room before the caller had a voice to listen to, in order. */
  before: string[];
  /** From the join to the first published voice. */
  rangMs: number;
  /** When the agent was first loud, monotonic ms. */
  firstHeardAtMs(): number | undefined;
  /** Text of the agent's captions so far. */
  agentText(): string;
  /** Speaks `pcm` of `rateHz` as a telephone carries it. */
  say(pcm: Int16Array, rateHz: number): Promise<void>;
  /** Set once the line was cut from the other side. */
  ended(): boolean;
  hangUp(): Promise<void>;
}

export async function callByPhone(
  livekit: LivekitAccess,
  roomName: string,
  from: string,
  agentName: string,
): Promise<PhoneCaller> {
  const identity = `sip_${from}`;
  const token = new AccessToken(livekit.apiKey, livekit.apiSecret, {
    identity,
    name: `Phone ${from}`,
    attributes: {
      'sip.callID': `SCL_${randomBytes(6).toString('hex')}`,
      'sip.trunkID': 'ST_test',
      'sip.ruleID': 'SDR_test',
      'sip.phoneNumber': from,
      'sip.trunkPhoneNumber': '+15550100',
      'sip.hostname': '127.0.0.1',
      'sip.callStatus': 'ringing',
    },
  });
  token.kind = 'sip';
  token.addGrant({
    room: roomName,
    roomJoin: true,
    canPublish: true,
    canSubscribe: true,
    canPublishData: true,
    canUpdateOwnMetadata: true,
  });
  token.roomConfig = new RoomConfiguration({ agents: [new RoomAgentDispatch({ agentName })] });

  const room = new Room();
  const before: string[] = [];
  const spoken: string[] = [];
  let firstHeardAtMs: number | undefined;
  let ended = false;
  let answered = false;
  const voice = Promise.withResolvers<void>();
  room.on(
    RoomEvent.TrackPublished,
    (publication) => !answered && before.push(`track ${publication.kind ?? 'of some kind'}`),
  );
  room.on(
    RoomEvent.DataReceived,
    (_payload, _participant, _kind, topic) => !answered && before.push(`data ${topic ?? ''}`),
  );
  room.on(RoomEvent.Disconnected, () => {
    ended = true;
  });
  room.registerTextStreamHandler('lk.transcription', (reader) => {
    if (!answered) before.push('caption');
    if (!reader.info.attributes?.['lk.segment_id']?.startsWith('agent-')) return;
    const index = spoken.push('') - 1;
    void (async () => {
      for await (const piece of reader) spoken[index] += piece;
    })().catch(() => undefined);
  });
  room.on(RoomEvent.TrackSubscribed, (track) => {
    if (track.kind !== TrackKind.KIND_AUDIO) return;
    answered = true;
    voice.resolve();
    void (async () => {
      const reader = new AudioStream(track, { sampleRate: LINE_HZ, numChannels: 1, frameSizeMs: 20 }).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        const sum = value.data.reduce((total, sample) => total + companded(sample) ** 2, 0);
        if (Math.sqrt(sum / value.data.length) >= LOUD_RMS) firstHeardAtMs ??= performance.now();
      }
    })();
  });
  const startedAtMs = performance.now();
  await room.connect(livekit.url, await token.toJwt(), { autoSubscribe: true, dynacast: false });
  const source = new AudioSource(48_000, 1, 100);
  const track = LocalAudioTrack.createAudioTrack(identity, source);
  const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE, red: false });
  await room.localParticipant?.publishTrack(track, options);
  const timer = setTimeout(() => voice.reject(new Error('The phone rang for 20 s: nobody published a voice.')), 20_000);
  await voice.promise.finally(() => clearTimeout(timer));
  const rangMs = performance.now() - startedAtMs;
  await room.localParticipant?.setAttributes({ 'sip.callStatus': 'active' });
  let hungUp = false;
  let wake: () => void = () => undefined;
  const queue: Int16Array[] = [];
  // A line is never silent on the wire.
  void (async () => {
    while (!hungUp && !ended) {
      const frame = queue.shift() ?? new Int16Array(FRAME_SAMPLES * 6);
      await source.captureFrame(new AudioFrame(frame, 48_000, 1, frame.length)).catch(() => undefined);
      if (queue.length === 0) wake();
    }
  })();

  return {
    room,
    before,
    rangMs,
    firstHeardAtMs: () => firstHeardAtMs,
    agentText: () => spoken.join(' '),
    say: async (pcm, rateHz) => {
      const line = resampleWhole(pcm, rateHz, LINE_HZ).map(companded);
      const wide = resampleWhole(line, LINE_HZ, 48_000);
      for (let at = 0; at < wide.length; at += FRAME_SAMPLES * 6) {
        const frame = new Int16Array(FRAME_SAMPLES * 6);
        frame.set(wide.subarray(at, at + frame.length));
        queue.push(frame);
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    },
    ended: () => ended,
    hangUp: async () => {
      hungUp = true;
      await room.disconnect();
    },
  };
}

const BIAS = 132;
/** A sample as it comes out of mu-law at the other end: 14 bits squeezed into 8 (ITU-T G.711). */
function companded(sample: number): number {
  const magnitude = Math.min(32_635, Math.abs(sample)) + BIAS;
  const exponent = Math.max(0, Math.floor(Math.log2(magnitude)) - 7);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  const decoded = ((mantissa << 3) + BIAS) * 2 ** exponent - BIAS;
  return sample < 0 ? -decoded : decoded;
}
