/**
 * How a call ends by the agent's own will: the last words are heard first, but not for ever. A caller who speaks up
 * takes back what the agent decided; what a person decided stands. It says when; the call does it.
 */

/** A goodbye is heard to its end, but not for ever. */
const GOODBYE_DEADLINE_MS = 15_000;

export class Ending {
  readonly #onOver: (reason: string) => void;
  #reason: string | undefined;
  #final = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(onOver: (reason: string) => void) {
    this.#onOver = onOver;
  }

  /** Why the call is about to end; undefined while it goes on. */
  get reason(): string | undefined {
    return this.#reason;
  }
  /** The reply in flight is the last one. */
  afterThisReply(reason: string): void {
    this.#reason ??= reason;
  }
  /** The goodbye is being said. `final`: a person decided it, so that the caller cannot talk the agent out of it. */
  afterGoodbye(reason: string, final: boolean): void {
    this.close();
    this.#reason = reason;
    this.#final ||= final;
    this.#timer = setTimeout(() => this.#onOver(reason), GOODBYE_DEADLINE_MS);
  }
  /** What was being said has been heard. */
  heard(): void {
    if (this.#reason !== undefined) this.#onOver(this.#reason);
  }
  /** The caller went on talking. */
  interrupted(): void {
    if (this.#reason === undefined) return;
    if (this.#final) return this.#onOver(this.#reason);
    this.#reason = undefined;
    this.close();
  }
  /** Stops waiting. */
  close(): void {
    clearTimeout(this.#timer);
  }
}
