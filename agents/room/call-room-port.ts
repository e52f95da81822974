/**
 * A call's room as the call knows it: what it is opened with, what it reports and what it can be told. Types only, so
 * that a call can be held in any room that keeps to them.
 */

import type { VideoSourceId } from '../seeing/frame.ts';
import type { AudioSink } from '../speaking/audio-sink.ts';
import type { Captions } from './captions.ts';
import type { IncomingFile } from './file-in.ts';
import type { PageControl, PageEvent } from './page-events.ts';
import type { StillPicture } from './video-out.ts';
import type { VideoSource } from './video-tracks.ts';

export interface Caller {
  identity: string;
  name: string;
  kind: 'standard' | 'sip' | 'other';
  attributes: Record<string, string>;
}
export interface RoomHandlers {
  onCallerJoined(caller: Caller): void;
  onCallerLeft(caller: Caller, reason: string): void;
  /** A person of the console, who is no caller; the same one may be told of more than once. */
  onOperator(identity: string, state: 'joined' | 'left'): void;
  onOperatorMicrophone(identity: string, trackSid: string, state: 'opened' | 'closed'): void;
  /** As `onAudio`. */
  onOperatorAudio(trackSid: string, pcm: Int16Array): void;
  onVideoOpened(source: VideoSource): void;
  onVideoClosed(id: VideoSourceId): void;
  onFile(file: IncomingFile): void;
  onFileRefused(name: string, message: string): void;
  /** A window of 512 samples at 16 kHz of microphone `trackSid`. */
  onAudio(trackSid: string, pcm: Int16Array): void;
  onMicrophone(trackSid: string, state: 'opened' | 'closed' | 'muted' | 'unmuted'): void;
  onChat(text: string, identity: string): void;
  onKeypad(digit: string): void;
  onControl(control: PageControl, identity: string): void;
  onRefused(identity: string, what: string, message: string): void;
  onBell(): void;
  /** The room is gone for good. */
  onDisconnected(reason: string): void;
}
export interface RoomOptions {
  url: string;
  token: string;
  outputRateHz: number;
  connectDeadlineMs: number;
  maxFileBytes: number;
  handlers: RoomHandlers;
  onError(what: string, error: unknown): void;
}
export type CaptionLines = Pick<Captions, 'reply' | 'caller'>;

export interface CallRoomPort {
  /** The agent's voice. */
  readonly audio: AudioSink;
  /** Undefined until the room is joined. */
  readonly captions: CaptionLines | undefined;
  /** Throws a sentence when the room cannot be joined in time. No handler is called before. */
  join(signal: AbortSignal): Promise<void>;
  /** Resolves when somebody receives the voice, or after `deadlineMs`. */
  voiceSubscribed(deadlineMs: number): Promise<void>;
  setState(state: string): void;
  setSeeing(on: boolean): void;
  sendBytes(topic: string, bytes: Uint8Array, mimeType: string, attributes: Record<string, string>): void;
  send(event: PageEvent): void;
  /** Publishes a picture of the agent's own, or changes it. Rejects when that fails. */
  showPicture(picture: StillPicture): Promise<void>;
  /** Never rejects; does nothing when none is shown. */
  hidePicture(): Promise<void>;
  /** Never throws; a second time does nothing. */
  leave(): Promise<void>;
}
