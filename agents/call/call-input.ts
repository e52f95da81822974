/**
 * Everything people put into the call: what is heard, typed, pressed, shown and given, by the caller or by an operator.
 * Writes it down as observed and hands it to whom it concerns; decides nothing.
 */
import type { TurnDriver } from '../hearing/turn-driver.ts';
import type { TurnEvent } from '../hearing/turn-events.ts';
import { marked } from '../observation/schema.ts';
import type { PageControl } from '../room/page-events.ts';
import type { InboxCommand } from '../worker/host-messages.ts';
import type { CallRecord, ObservedFrom } from './call-record.ts';
import type { CallerDesk } from './caller-desk.ts';
import type { CallerMemory } from './caller-memory.ts';
import type { Ears } from './ears.ts';
import type { Showing } from './showing.ts';

export interface CallInputOptions {
  record: CallRecord;
  driver: TurnDriver;
  ears: Ears;
  showing: Showing;
  caller: CallerDesk;
  memory: CallerMemory;
  /** Bytes of a file that was given over the API: it waits in the data folder under a key of its own. */
  openFile(fileId: string, key: string): Promise<Uint8Array>;
  /** The caller begins, or goes on, to say something: before the turn machine is told. */
  onWords(identity: string | undefined): void;
  /** The caller's answer to an approval, by hand. */
  onDecision(approvalId: string, decision: 'approve' | 'refuse'): void;
}

export class CallInput {
  readonly #options: CallInputOptions;

  constructor(options: CallInputOptions) {
    this.#options = options;
  }

  heard(event: TurnEvent): void {
    const { memory, driver, caller, onWords } = this.#options;
    if (event.type === 'voice-started') onWords(caller.userId);
    if ((event.type === 'partial' || event.type === 'final') && event.text.trim() !== '') {
      memory.ahead?.hear(event.text);
      if (event.type === 'final') this.#observeSpeech(event.text, event.confidence);
    }
    driver.send(event);
  }
  typed(text: string, from: ObservedFrom): void {
    const { record, driver, onWords } = this.#options;
    if (from.source === 'caller') onWords(from.id);
    record.observe({ kind: 'text', text: marked(text) }, from);
    driver.send({ type: 'typed', text, by: from.source });
  }
  keyed(digit: string): void {
    this.#options.record.observe({ kind: 'keypad', digits: marked(digit) }, this.#byCaller());
  }
  async given(file: Extract<InboxCommand, { type: 'file' }>): Promise<void> {
    const { showing, openFile } = this.#options;
    try {
      const bytes = await openFile(file.fileId, file.key);
      await showing.file({ name: file.name, mediaType: file.mediaType, bytes, identity: file.from });
    } catch (error) {
      showing.refused(file.name, error instanceof Error ? error.message : String(error));
    }
  }
  control(control: PageControl): void {
    const { showing, ears, driver } = this.#options;
    if (control.type === 'seeing') return showing.setSeeing(control.on);
    if (control.type === 'approval') return this.#options.onDecision(control.id, control.decision);
    ears.talkControl(control);
    driver.send(control);
  }

  #observeSpeech(text: string, confidence: number | undefined): void {
    const { record, ears } = this.#options;
    const { startedAtMs, endedAtMs } = ears.lastSpeech();
    record.observe(
      {
        kind: 'speech',
        text: marked(text),
        final: true,
        startedAtMs,
        endedAtMs,
        ...(confidence === undefined ? {} : { confidence }),
      },
      this.#byCaller(),
    );
  }
  #byCaller(): ObservedFrom {
    return { source: 'caller', id: this.#options.caller.userId };
  }
}
