/**
 * What the agent shows in one call: one thing at a time, drawn elsewhere, on its own video track until it is replaced,
 * taken away or the call ends; interrupting the agent leaves it there. The picture goes into the log, so that a call that
 * is taken over shows it again.
 */
import type { ToolStage } from '../acting/tool.ts';
import type { CallEvent, CallEventBody } from '../log/events.ts';
import { marked } from '../observation/schema.ts';
import type { SheetClient } from '../presenting/sheet-client.ts';
import { type GivenThings, sheetOf } from '../presenting/sheet-of-wish.ts';
import type { DrawnSheet } from '../presenting/sheet-request.ts';
import type { ShowWish } from '../presenting/show-wish.ts';
import { PresentingError } from '../presenting/shown-table.ts';
import type { CallRoomPort } from '../room/call-room-port.ts';
import type { PageEvent } from '../room/page-events.ts';

export interface PresentingOptions {
  sheets: SheetClient;
  given: GivenThings;
  room: Pick<CallRoomPort, 'showPicture' | 'hidePicture'>;
  signal: AbortSignal;
  /** What was shown when the call was taken over. */
  restored: PresentedPicture | undefined;
  /** Nobody looks at a page. */
  onPhone(): boolean;
  note(event: CallEventBody): void;
  show(event: PageEvent): void;
  onError(error: unknown): void;
}
export interface PresentedPicture {
  title: string;
  description: string;
  jpegBase64: string;
}

export class Presenting implements ToolStage {
  readonly #options: PresentingOptions;
  #restored: PresentedPicture | undefined;
  #shown: { title: string; description: string } | undefined;
  /** Grows with each wish: only the newest is shown. */
  #wishes = 0;

  constructor(options: PresentingOptions) {
    this.#options = options;
    this.#restored = options.restored;
  }

  get shows(): boolean {
    return this.#shown !== undefined;
  }
  /** Tells a page that has just come what is shown; after a take-over it is shown again first. */
  introduce(): void {
    if (this.#shown) this.#tell(this.#shown);
    else if (this.#restored) void this.#restore(this.#restored);
  }

  /** The result is for the model: what can now be seen. Rejects with a PresentingError. */
  async show(wish: ShowWish, signal: AbortSignal): Promise<string> {
    const { onPhone } = this.#options;
    if (onPhone()) throw new PresentingError('The caller is on the telephone and sees no page: say it instead.');
    const number = ++this.#wishes;
    const sheet = await this.#drawn(wish, signal);
    if (number !== this.#wishes) return 'It was not shown: something else was asked for meanwhile.';
    await this.#present(sheet, signal);
    this.#options.note({
      type: 'presented',
      on: true,
      title: marked(sheet.title),
      description: marked(sheet.description),
      picture: marked(Buffer.from(sheet.jpeg).toString('base64')),
    });
    return `The caller can see it now: ${JSON.stringify(sheet.title)}. ${sheet.description}`;
  }
  /** The title of what was taken away, if anything was shown. */
  async stop(): Promise<string | undefined> {
    this.#wishes += 1;
    this.#restored = undefined;
    const shown = this.#shown;
    if (!shown) return undefined;
    this.#gone(shown.title);
    await this.#options.room.hidePicture();
    return shown.title;
  }

  async #drawn(wish: ShowWish, signal: AbortSignal): Promise<DrawnSheet> {
    const { sheets, given, onError } = this.#options;
    try {
      return await sheets.draw(await sheetOf(wish, given), AbortSignal.any([signal, this.#options.signal]));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof PresentingError) throw error;
      // What went wrong inside is for the log, not for the ear.
      onError(error);
      throw new PresentingError('It could not be drawn.');
    }
  }
  async #present(sheet: DrawnSheet, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#restored = undefined;
    await this.#options.room.showPicture(sheet).catch((error: unknown) => {
      this.#options.onError(error);
      throw new PresentingError('The picture could not be put on the page.');
    });
    this.#shown = { title: sheet.title, description: sheet.description };
    this.#tell(this.#shown);
  }
  async #restore({ title, description, jpegBase64 }: PresentedPicture): Promise<void> {
    const { sheets, signal, onError } = this.#options;
    this.#restored = undefined;
    const number = ++this.#wishes;
    try {
      const sheet = await sheets.draw({ kind: 'picture', title, description, jpegBase64 }, signal);
      if (number === this.#wishes) await this.#present(sheet, signal);
    } catch (error) {
      if (signal.aborted) return;
      onError(error);
      this.#gone(title);
    }
  }
  #tell({ title, description }: { title: string; description: string }): void {
    this.#options.show({ type: 'presenting', on: true, title, description });
  }
  #gone(title: string): void {
    this.#shown = undefined;
    this.#options.show({ type: 'presenting', on: false, title });
    this.#options.note({ type: 'presented', on: false, title: marked(title) });
  }
}

/** What the agent was showing when its log breaks off. Pure. */
export function lastPresented(history: readonly CallEvent[]): PresentedPicture | undefined {
  const last = history.findLast((event) => event.type === 'presented');
  if (last?.type !== 'presented' || !last.on || !last.picture?.private) return undefined;
  return { title: last.title.private, description: last.description?.private ?? '', jpegBase64: last.picture.private };
}
