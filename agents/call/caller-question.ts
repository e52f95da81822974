/**
 * The one question the caller is asked for their yes: what is read to them, whether they heard it, and whose words came
 * after it. Keeps facts for a decision that is made elsewhere.
 */
import { type Consent, consentIn, essentialOf, holdsWords } from '../acting/approvals/caller-consent.ts';
import type { PendingApproval } from '../acting/approvals/pending-approval.ts';
import type { Commit } from './answered-turn.ts';

export interface CallerQuestionOptions {
  /** Asks for a yes; holds `{action}`. */
  template: string;
  /** What it is asked in, and answered in. */
  language: string;
  /** What is heard so far of what sounds now. */
  heardSoFar(): string;
}

export class CallerQuestion {
  readonly pending: PendingApproval;
  readonly #options: CallerQuestionOptions;
  readonly #line: string;
  readonly #essential: string;
  readonly #speakers = new Set<string>();
  /** The last thing the caller heard was what they are asked. */
  #heard: boolean;
  /** The words in the making began after that; undefined while there are none. */
  #after: boolean | undefined;
  /** Times it was read. */
  readings = 0;

  constructor(pending: PendingApproval, options: CallerQuestionOptions, heard = false) {
    this.pending = pending;
    this.#options = options;
    this.#line = options.template.replaceAll('{action}', () => pending.readBack);
    this.#essential = essentialOf(this.#line);
    this.#heard = heard;
  }

  /** What is read, clause by clause: which of them sounds says whether a yes may count. */
  read(): string[] {
    this.readings += 1;
    const rest = this.#line.slice(this.#line.indexOf(this.#essential) + this.#essential.length).trim();
    return [this.#essential, rest].filter((clause) => clause !== '');
  }
  /** The agent was heard to say this. After anything else a yes may be one to that. */
  said(heard: string): void {
    if (heard !== '') this.#heard = holdsWords(heard, this.#essential);
  }
  /** Somebody begins, or goes on, to say something. `fresh`: nothing said before waits for its answer. */
  words(identity: string | undefined, fresh: boolean): void {
    if (fresh) this.#speakers.clear();
    this.#speakers.add(identity ?? '');
    const soFar = this.#options.heardSoFar();
    const now = soFar === '' ? this.#heard : holdsWords(soFar, this.#essential);
    this.#after = fresh || this.#after === undefined ? now : this.#after && now;
  }
  /** Nobody has said anything since it was asked: a turn that comes now is an older one, taken up again. */
  get unanswered(): boolean {
    return this.#speakers.size === 0;
  }
  /** What a turn of the caller does to the question. */
  answer({ text, source }: Commit, confidence: number | undefined, nowMs: number): Consent {
    const { identity, expiresAtMs } = this.pending;
    const fromAsked =
      identity !== undefined && this.#speakers.size > 0 && [...this.#speakers].every((speaker) => speaker === identity);
    const consent = consentIn({
      text,
      language: this.#options.language,
      source: source === 'speech' ? 'speech' : 'typed',
      fromAsked,
      afterReadBack: this.#after ?? false,
      confidence,
      nowMs,
      expiresAtMs,
    });
    this.#speakers.clear();
    this.#after = undefined;
    return consent;
  }
}
