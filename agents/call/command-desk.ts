/**
 * The call's inbox: commands that come before the call can obey wait in order, and each is done once, even when a call
 * that was taken over is handed its inbox again.
 */
import type { CallEventBody } from '../log/events.ts';
import type { InboxCommand } from '../worker/host-messages.ts';

const MAX_EARLY_COMMANDS = 100;

export interface CommandDeskOptions {
  /** Ids of commands that were done before the call was taken over. */
  done: readonly string[];
  note(event: CallEventBody): void;
  obey(command: InboxCommand): void;
}

export class CommandDesk {
  readonly #options: CommandDeskOptions;
  readonly #done: Set<string>;
  readonly #early: InboxCommand[] = [];
  #open = false;

  constructor(options: CommandDeskOptions) {
    this.#options = options;
    this.#done = new Set(options.done);
  }

  take(command: InboxCommand): void {
    if (!this.#open) {
      if (this.#early.length < MAX_EARLY_COMMANDS) this.#early.push(command);
      return;
    }
    if (this.#done.has(command.id)) return;
    this.#done.add(command.id);
    this.#options.note({ type: 'command.consumed', command: command.type, commandId: command.id });
    this.#options.obey(command);
  }
  /** The call can obey from now on. */
  open(): void {
    this.#open = true;
    for (const command of this.#early.splice(0)) this.take(command);
  }
}
