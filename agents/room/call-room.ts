/**
 * The agent as a participant of one LiveKit room: joins, publishes its voice, hears the caller's microphone, carries
 * captions, text and events. It reports and obeys; every decision is the call's.
 */
import {
  DisconnectReason,
  type Participant,
  ParticipantKind,
  type RemoteParticipant,
  type RemoteTrack,
  RemoteTrackPublication,
  Room,
  RoomEvent,
  TrackKind,
  type TrackPublication,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';
import { withDeadline } from '../../media/clock.ts';
import { readMicrophone } from './audio-in.ts';
import { RoomAudioOut } from './audio-out.ts';
import type { Caller, CallRoomPort, RoomOptions } from './call-room-port.ts';
import { Captions } from './captions.ts';
import { receiveChat } from './chat-in.ts';
import { receiveFiles } from './file-in.ts';
import { openPageChannel } from './page-channel.ts';
import { OPERATOR_ATTRIBUTE, type PageEvent } from './page-events.ts';
import { RoomVideoOut, type StillPicture } from './video-out.ts';
import { VideoTracks } from './video-tracks.ts';

const LEAVE_DEADLINE_MS = 3_000;

const callerOf = (participant: RemoteParticipant): Caller => ({
  identity: participant.identity,
  name: participant.name ?? '',
  kind:
    participant.kind === ParticipantKind.SIP
      ? 'sip'
      : participant.kind === ParticipantKind.STANDARD
        ? 'standard'
        : 'other',
  attributes: { ...participant.attributes },
});
const isOperator = (participant: RemoteParticipant): boolean => OPERATOR_ATTRIBUTE in participant.attributes;
/** Who may be the caller. */
const isPerson = (participant: RemoteParticipant): boolean =>
  !isOperator(participant) &&
  (participant.kind === ParticipantKind.STANDARD ||
    participant.kind === ParticipantKind.SIP ||
    participant.kind === ParticipantKind.CONNECTOR);

interface EarOf {
  microphone(trackSid: string, state: 'opened' | 'closed'): void;
  audio(trackSid: string, pcm: Int16Array): void;
}

export class CallRoom implements CallRoomPort {
  readonly audio: RoomAudioOut;
  readonly #room = new Room();
  readonly #options: RoomOptions;
  readonly #tracks = new Map<string, { stop: AbortController; closed(): void }>();
  readonly #video: VideoTracks;
  readonly #picture: RoomVideoOut;
  #page: { send(event: PageEvent): void } | undefined;
  #captions: Captions | undefined;
  #caller: string | undefined;
  #closed = false;
  #state = '';
  #subscribed = false;
  #published = false;

  constructor(options: RoomOptions) {
    this.#options = options;
    this.audio = new RoomAudioOut(options.outputRateHz);
    this.#video = new VideoTracks({
      onOpened: (source) => options.handlers.onVideoOpened(source),
      onClosed: (id) => options.handlers.onVideoClosed(id),
      onError: options.onError,
    });
    this.#picture = new RoomVideoOut(
      () => this.#room.localParticipant,
      (error) => options.onError('picture', error),
    );
  }

  get captions(): Captions | undefined {
    return this.#captions;
  }
  get callerIdentity(): string | undefined {
    return this.#caller;
  }

  /** Joins and publishes the voice track at once (a phone rings until there is one). Throws when the room cannot be joined in time. */
  async join(signal: AbortSignal): Promise<void> {
    this.#listen();
    const { url, token, connectDeadlineMs } = this.#options;
    const connecting = this.#room.connect(url, token, { autoSubscribe: false, dynacast: false });
    try {
      await withDeadline(connecting, connectDeadlineMs, signal, `Joining the room at ${url}`);
    } catch (error) {
      // Connecting cannot be called off: a room that is reached too late is left again, or a mute agent stays in it.
      void connecting.then(() => this.#room.disconnect()).catch(() => undefined);
      throw error;
    }
    const local = this.#room.localParticipant;
    if (!local) throw new Error('The room was joined without a local participant.');
    const publishing = local.publishTrack(
      this.audio.track,
      new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE, dtx: false }),
    );
    const publication = await withDeadline(publishing, connectDeadlineMs, signal, 'Publishing the voice track');
    this.#captions = new Captions(local, publication.sid ?? '', (error) => this.#options.onError('caption', error));
    this.#published = true;
    for (const participant of this.#room.remoteParticipants.values())
      for (const publication of participant.trackPublications.values()) this.#offered(publication, participant);
    for (const participant of this.#room.remoteParticipants.values()) this.#met(participant);
  }

  /** Resolves when somebody receives the voice track, or after `deadlineMs`: what is said earlier is lost to them. */
  async voiceSubscribed(deadlineMs: number): Promise<void> {
    if (this.#subscribed) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, deadlineMs);
    });
    await Promise.race([
      new Promise<void>((resolve) => this.#room.once(RoomEvent.LocalTrackSubscribed, () => resolve())),
      late,
    ]);
    clearTimeout(timer);
  }
  setState(state: string): void {
    if (state === this.#state || this.#closed) return;
    this.#state = state;
    void this.#room.localParticipant
      ?.setAttributes({ 'lk.agent.state': state })
      .catch((error: unknown) => this.#options.onError('state', error));
  }
  /** Takes in the pictures that people share, or drops them all. */
  setSeeing(on: boolean): void {
    this.#video.setSeeing(on);
  }
  /** Sends bytes to everybody on a stream topic. Never throws: it is a courtesy to the page. */
  sendBytes(topic: string, bytes: Uint8Array, mimeType: string, attributes: Record<string, string>): void {
    const local = this.#room.localParticipant;
    if (this.#closed || !local) return;
    void local
      .streamBytes({ topic, name: topic, mimeType, attributes, totalSize: bytes.byteLength })
      .then(async (writer) => {
        await writer.write(bytes);
        await writer.close();
      })
      .catch((error: unknown) => this.#options.onError('bytes', error));
  }
  async showPicture(picture: StillPicture): Promise<void> {
    await this.#picture.show(picture);
  }
  async hidePicture(): Promise<void> {
    await this.#picture.hide();
  }
  send(event: PageEvent): void {
    if (!this.#closed) this.#page?.send(event);
  }
  async leave(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#video.close();
    for (const { stop } of this.#tracks.values()) stop.abort();
    this.#tracks.clear();
    const leaving = this.#room.disconnect().finally(() => Promise.all([this.audio.close(), this.#picture.close()]));
    await withDeadline(leaving, LEAVE_DEADLINE_MS, new AbortController().signal, 'Leaving the room').catch(
      (error: unknown) => this.#options.onError('leave', error),
    );
  }

  #listen(): void {
    const { handlers, onError } = this.#options;
    this.#page = openPageChannel(
      this.#room,
      {
        onControl: (control, identity) => identity === this.#caller && handlers.onControl(control, identity),
        onRefused: (identity, message) => handlers.onRefused(identity, 'control', message),
        onBell: () => handlers.onBell(),
      },
      (error) => onError('event', error),
    );
    receiveFiles(this.#room, {
      maxBytes: this.#options.maxFileBytes,
      onFile: (file) => (file.identity === this.#caller ? handlers.onFile(file) : undefined),
      onRefused: (identity, name, message) =>
        identity === this.#caller ? handlers.onFileRefused(name, message) : undefined,
    });
    receiveChat(this.#room, {
      onMessage: (text, identity) => (identity === this.#caller ? handlers.onChat(text, identity) : undefined),
      onRefused: (identity, message) => handlers.onRefused(identity, 'message', message),
      onReceived: (identity, id) => (identity === this.#caller ? this.send({ type: 'received', id }) : undefined),
    });
    this.#room
      .on(RoomEvent.ParticipantConnected, (participant) => this.#met(participant))
      .on(RoomEvent.ParticipantDisconnected, (participant) => this.#lost(participant))
      .on(RoomEvent.LocalTrackSubscribed, () => {
        this.#subscribed = true;
      })
      .on(RoomEvent.TrackPublished, (publication, participant) => this.#offered(publication, participant))
      .on(RoomEvent.TrackUnpublished, (publication) => this.#video.unpublished(publication))
      .on(RoomEvent.TrackSubscribed, (track, publication, participant) => {
        this.#hear(track, participant);
        this.#video.subscribed(track, publication, participant);
      })
      .on(RoomEvent.TrackUnsubscribed, (track) => {
        this.#deafen(track);
        this.#video.unsubscribed(track);
      })
      .on(RoomEvent.TrackMuted, (publication, participant) => this.#muted(publication, participant, true))
      .on(RoomEvent.TrackUnmuted, (publication, participant) => this.#muted(publication, participant, false))
      .on(
        RoomEvent.DtmfReceived,
        (_code, digit, participant) => participant.identity === this.#caller && handlers.onKeypad(digit),
      )
      .on(RoomEvent.Disconnected, (reason) => {
        if (!this.#closed) handlers.onDisconnected(DisconnectReason[reason] ?? String(reason));
      });
  }
  /** Voices of people are always wanted, pictures only while seeing is on, other agents never. */
  #offered(publication: RemoteTrackPublication, participant: RemoteParticipant): void {
    const operator = isOperator(participant);
    if (!operator && !isPerson(participant)) return;
    if (operator && publication.kind !== TrackKind.KIND_AUDIO) return;
    if (publication.kind === TrackKind.KIND_AUDIO) publication.setSubscribed(true);
    else this.#video.published(publication);
  }
  #muted(publication: TrackPublication, participant: Participant, muted: boolean): void {
    if (publication.kind === TrackKind.KIND_VIDEO) {
      if (publication instanceof RemoteTrackPublication) this.#video.muted(publication, muted);
    } else if (participant.identity === this.#caller)
      this.#options.handlers.onMicrophone(publication.sid ?? '', muted ? 'muted' : 'unmuted');
  }
  #met(participant: RemoteParticipant): void {
    if (this.#published && isOperator(participant)) this.#options.handlers.onOperator(participant.identity, 'joined');
    // The voice comes before everything else: a phone rings until it is there.
    if (!this.#published || !isPerson(participant) || this.#caller !== undefined) return;
    this.#caller = participant.identity;
    this.#options.handlers.onCallerJoined(callerOf(participant));
    for (const publication of participant.trackPublications.values())
      if (publication.track) this.#hear(publication.track, participant);
  }
  #lost(participant: RemoteParticipant): void {
    if (isOperator(participant)) this.#options.handlers.onOperator(participant.identity, 'left');
    if (participant.identity !== this.#caller) return;
    this.#caller = undefined;
    const reason = participant.disconnectReason;
    this.#options.handlers.onCallerLeft(
      callerOf(participant),
      reason === undefined ? 'unknown' : (DisconnectReason[reason] ?? String(reason)),
    );
    // Somebody else may be waiting in the room.
    for (const other of this.#room.remoteParticipants.values())
      if (other.identity !== participant.identity) this.#met(other);
  }
  #hear(track: RemoteTrack, participant: RemoteParticipant): void {
    const sid = track.sid ?? '';
    const ear = this.#earFor(participant);
    if (track.kind !== TrackKind.KIND_AUDIO || !ear || this.#tracks.has(sid)) return;
    const stop = new AbortController();
    this.#tracks.set(sid, { stop, closed: () => ear.microphone(sid, 'closed') });
    ear.microphone(sid, 'opened');
    void readMicrophone(
      track,
      stop.signal,
      (pcm) => ear.audio(sid, pcm),
      (error) => this.#options.onError('microphone', error),
    ).finally(() => this.#deafen(track));
  }
  /** Who is told of what this participant says; undefined: nobody. */
  #earFor(participant: RemoteParticipant): EarOf | undefined {
    const { handlers } = this.#options;
    const { identity } = participant;
    if (isOperator(participant))
      return {
        microphone: (sid, state) => handlers.onOperatorMicrophone(identity, sid, state),
        audio: (sid, pcm) => handlers.onOperatorAudio(sid, pcm),
      };
    if (identity !== this.#caller) return undefined;
    return {
      microphone: (sid, state) => handlers.onMicrophone(sid, state),
      audio: (sid, pcm) => handlers.onAudio(sid, pcm),
    };
  }
  #deafen(track: RemoteTrack): void {
    const sid = track.sid ?? '';
    const heard = this.#tracks.get(sid);
    if (!heard) return;
    this.#tracks.delete(sid);
    heard.stop.abort();
    if (!this.#closed) heard.closed();
  }
}
