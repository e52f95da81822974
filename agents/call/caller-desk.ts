/**
 * Who the caller is: notes who joins and leaves, tells the page what to expect, turns memory to the right person. One
 * caller at a time; how long to wait for one is decided elsewhere.
 */
import type { PolicyQuestion } from '../acting/policy/policy.ts';
import { marked } from '../observation/schema.ts';
import type { Caller } from '../room/call-room-port.ts';
import type { PageEvent } from '../room/page-events.ts';
import type { CallRecord } from './call-record.ts';
import type { CallerMemory } from './caller-memory.ts';
import type { CurrentAgent } from './current-agent.ts';

export interface CallerDeskOptions {
  agent: CurrentAgent;
  record: CallRecord;
  memory: CallerMemory;
  hears: boolean;
  speaks: boolean;
  show(event: PageEvent): void;
  /** Somebody is there, with a page that has told nothing yet. */
  onPresent(): void;
  /** `forGood`: the caller hung up, and will not come back. */
  onLeft(forGood: boolean): void;
  /** Another person is the caller now: what was prepared for the one before is not for them. */
  onAnother(): void;
  /** The caller can be spoken to; `known` is what memory has of them. */
  onReady(known: Promise<string[]>): void;
}

export class CallerDesk {
  readonly #options: CallerDeskOptions;
  #caller: Caller | undefined;

  constructor(options: CallerDeskOptions) {
    this.#options = options;
  }

  /** Stays the last caller's when they have left. */
  get userId(): string | undefined {
    return this.#caller?.identity;
  }
  get name(): string | undefined {
    return this.#caller?.name || undefined;
  }
  get channel(): PolicyQuestion['channel'] {
    return this.#caller?.kind === 'sip' ? 'phone' : 'browser';
  }

  /** Whose call it is, before they are met: known from a log, or just joined. Resolves with what memory has of them. */
  expect(caller: Caller): Promise<string[]> {
    this.#caller = caller;
    this.#options.memory.belongsTo(caller.identity);
    return this.#options.memory.prefetch();
  }
  joined(caller: Caller): void {
    const { record } = this.#options;
    if (this.#caller && this.#caller.identity !== caller.identity) this.#options.onAnother();
    this.#caller = caller;
    this.#options.onPresent();
    record.note({
      type: 'participant.joined',
      identity: caller.identity,
      userId: caller.identity,
      kind: caller.kind,
      ...(caller.name ? { name: marked(caller.name) } : {}),
    });
    this.introduceAgent();
    this.#options.onReady(this.expect(caller));
  }
  /** The page is told who answers, and what they can do. */
  introduceAgent(): void {
    const { agent, hears, speaks, show } = this.#options;
    const { name, title } = agent.definition;
    show({
      type: 'hello',
      agent: name,
      title,
      hears,
      speaks,
      acknowledges: true,
      ...(hears ? {} : { note: 'No speech recognition is set up here, so please type.' }),
    });
  }
  left(caller: Caller, reason: string): void {
    this.#options.record.note({ type: 'participant.left', identity: caller.identity, reason });
    this.#options.onLeft(reason === 'CLIENT_INITIATED' || reason === 'USER_REJECTED' || caller.kind === 'sip');
  }
}
