/**
 * A caller with a microphone and an ear, on rtc-node: speaks samples in real time, keeps when the agent was loud, the
 * captions, the agent's states and its page events. What it reports is what a person in the room would notice.
 */
import {
  AudioFrame,
  AudioSource,
  AudioStream,
  LocalAudioTrack,
  type RemoteTrack,
  Room,
  RoomEvent,
  TrackKind,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';
import { AccessToken, RoomAgentDispatch, RoomConfiguration } from 'livekit-server-sdk';
import { type PageEvent, pageEvent } from '../../agents/room/page-events.ts';
import { CALLER_RATE_HZ } from './human-speech.ts';
import type { LivekitAccess } from './livekit-caller.ts';

/** Without a queue the line takes frames of exactly 10 ms: what is handed over is on the wire. */
const FRAME_MS = 10;
const FRAME_SAMPLES = (CALLER_RATE_HZ / 1_000) * FRAME_MS;
const LOUD_RMS = 200;
/** Quiet for longer than this ends a stretch of the agent's voice. */
const GAP_MS = 250;

export interface Stretch {
  startMs: number;
  endMs: number;
}
export interface Caption {
  segment: string;
  from: string;
  text: string;
  final: boolean;
  closed: boolean;
}
export interface SpeakingCaller {
  room: Room;
  /** Speaks; resolves with the time the last sample was handed to the line. */
  say(pcm: Int16Array): Promise<number>;
  /** Stretches in which the agent was heard, monotonic ms. */
  heard: Stretch[];
  /** The agent is loud now. */
  agentLoud(): boolean;
  captions: Caption[];
  states: string[];
  events: PageEvent[];
  type(text: string): Promise<void>;
  control(control: object): Promise<void>;
  /** Text of the agent's captions so far, in order. */
  agentText(): string;
  leave(): Promise<void>;
}
export interface CallerOptions {
  identity?: string;
  agent?: { name: string; metadata?: string };
  microphone?: boolean;
  /** Every 10 ms of the agent's voice as it arrives, 16 kHz. */
  onAgentAudio?: (pcm16k: Int16Array) => void;
}

export async function joinAndSpeak(
  livekit: LivekitAccess,
  roomName: string,
  options: CallerOptions = {},
): Promise<SpeakingCaller> {
  const identity = options.identity ?? `caller-${roomName}`;
  const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity });
  token.addGrant({ roomJoin: true, room: roomName, canPublish: true, canSubscribe: true, canPublishData: true });
  if (options.agent)
    token.roomConfig = new RoomConfiguration({
      agents: [new RoomAgentDispatch({ agentName: options.agent.name, metadata: options.agent.metadata ?? '' })],
    });
  return await joinWithToken(livekit.url, await token.toJwt(), options);
}

/** With a token that somebody else signed: it says who and where. */
export async function joinWithToken(
  url: string,
  token: string,
  options: Pick<CallerOptions, 'microphone' | 'onAgentAudio'> = {},
): Promise<SpeakingCaller> {
  const room = new Room();
  const heard: Stretch[] = [];
  const captions: Caption[] = [];
  const states: string[] = [];
  const events: PageEvent[] = [];
  let lastLoudMs = Number.NEGATIVE_INFINITY;
  room.on(RoomEvent.TrackSubscribed, (track) => {
    if (track.kind === TrackKind.KIND_AUDIO) void listen(track);
  });
  room.on(RoomEvent.ParticipantAttributesChanged, (changed) => {
    const state = changed['lk.agent.state'];
    if (state) states.push(state);
  });
  room.on(RoomEvent.DataReceived, (payload, _participant, _kind, topic) => {
    if (topic === 'parley.event') events.push(pageEvent.parse(JSON.parse(new TextDecoder().decode(payload))));
  });
  room.registerTextStreamHandler('lk.transcription', (reader, from) => {
    void (async () => {
      const attributes = reader.info.attributes ?? {};
      const caption: Caption = {
        segment: attributes['lk.segment_id'] ?? '',
        from: attributes['parley.speaker'] ?? from.identity,
        text: '',
        final: attributes['lk.transcription_final'] === 'true',
        closed: false,
      };
      captions.push(caption);
      for await (const piece of reader) caption.text += piece;
      caption.closed = true;
    })().catch(() => undefined); // A caller who leaves in the middle of a caption: it stays as it was.
  });
  async function listen(track: RemoteTrack): Promise<void> {
    const reader = new AudioStream(track, { sampleRate: 16_000, numChannels: 1, frameSizeMs: 10 }).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      options.onAgentAudio?.(value.data);
      let sum = 0;
      for (const sample of value.data) sum += sample * sample;
      if (Math.sqrt(sum / value.data.length) < LOUD_RMS) continue;
      const now = performance.now();
      const last = heard.at(-1);
      if (!last || now - last.endMs > GAP_MS) heard.push({ startMs: now, endMs: now });
      else last.endMs = now;
      lastLoudMs = now;
    }
  }

  await room.connect(url, token, { autoSubscribe: true, dynacast: false });
  const line = options.microphone === false ? undefined : await openLine(room);
  return {
    room,
    heard,
    captions,
    states,
    events,
    agentLoud: () => performance.now() - lastLoudMs < 60,
    agentText: () =>
      captions
        .filter((caption) => caption.segment.startsWith('agent-'))
        .map((caption) => caption.text)
        .join(' '),
    say: async (pcm) => {
      if (!line) throw new Error('This caller has no microphone.');
      return await line.say(pcm);
    },
    type: async (text) => {
      await room.localParticipant?.sendText(text, { topic: 'lk.chat' });
    },
    control: async (control) => {
      await room.localParticipant?.publishData(new TextEncoder().encode(JSON.stringify(control)), {
        reliable: true,
        topic: 'parley.control',
      });
    },
    leave: async () => {
      line?.stop();
      await room.disconnect();
    },
  };
}

/** A line that is never silent on the wire: speech when there is some, else silence, one frame every 10 ms. */
export async function openLine(room: Room): Promise<{ say(pcm: Int16Array): Promise<number>; stop(): void }> {
  const source = new AudioSource(CALLER_RATE_HZ, 1, 0);
  const track = LocalAudioTrack.createAudioTrack('microphone', source);
  await room.localParticipant?.publishTrack(track, new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE }));
  const queue: { pcm: Int16Array; at: number; done: (atMs: number) => void }[] = [];
  let running = true;
  void (async () => {
    let dueMs = performance.now();
    while (running) {
      const frame = new Int16Array(FRAME_SAMPLES);
      const head = queue[0];
      if (head) {
        frame.set(head.pcm.subarray(head.at, head.at + FRAME_SAMPLES));
        head.at += FRAME_SAMPLES;
      }
      await source.captureFrame(new AudioFrame(frame, CALLER_RATE_HZ, 1, FRAME_SAMPLES)).catch(() => undefined);
      if (head && head.at >= head.pcm.length) {
        queue.shift();
        head.done(performance.now());
      }
      dueMs = Math.max(dueMs + FRAME_MS, performance.now() - 200);
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
    await source.close();
  })();
  return {
    say: (pcm) => new Promise((resolve) => queue.push({ pcm, at: 0, done: resolve })),
    stop: () => {
      running = false;
    },
  };
}
