/** A room in process: the test says who comes, types and leaves; what the agent sent and said is kept. */
import type { Caller, CallRoomPort, RoomOptions } from '../../../agents/room/call-room-port.ts';
import type { PageEvent } from '../../../agents/room/page-events.ts';
import type { StillPicture } from '../../../agents/room/video-out.ts';
import { TimedSink } from './answering-rig.ts';

export class FakeRoom implements CallRoomPort {
  readonly audio = new TimedSink();
  readonly captions = undefined;
  readonly sent: PageEvent[] = [];
  readonly states: string[] = [];
  /** What the agent showed and took away, in order. */
  readonly pictures: (StillPicture | 'hidden')[] = [];
  readonly options: RoomOptions;
  readonly #joining: Promise<void>;
  left = 0;

  /** `joining` settles as joining shall. */
  constructor(options: RoomOptions, joining: Promise<void>) {
    this.options = options;
    this.#joining = joining;
  }

  async join(signal: AbortSignal): Promise<void> {
    const stopped = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    await Promise.race([this.#joining, stopped]);
  }
  async voiceSubscribed(): Promise<void> {}
  setState(state: string): void {
    this.states.push(state);
  }
  setSeeing(): void {}
  sendBytes(): void {}
  send(event: PageEvent): void {
    this.sent.push(event);
  }
  async showPicture(picture: StillPicture): Promise<void> {
    this.pictures.push(picture);
  }
  async hidePicture(): Promise<void> {
    this.pictures.push('hidden');
  }
  async leave(): Promise<void> {
    this.left += 1;
  }

  comes(identity: string): void {
    this.options.handlers.onCallerJoined(callerNamed(identity));
  }
  /** The connection is lost: the caller may come back. */
  isLost(identity: string): void {
    this.options.handlers.onCallerLeft(callerNamed(identity), 'STATE_MISMATCH');
  }
  operator(identity: string, state: 'joined' | 'left'): void {
    this.options.handlers.onOperator(identity, state);
  }
  clicks(id: string, decision: 'approve' | 'refuse', identity: string): void {
    this.options.handlers.onControl({ type: 'approval', id, decision }, identity);
  }
  types(text: string, identity: string): void {
    this.options.handlers.onChat(text, identity);
  }
}

const callerNamed = (identity: string): Caller => ({ identity, name: '', kind: 'standard', attributes: {} });
