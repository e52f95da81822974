/** What the rules of hearing need to know of a language. Types only. */

export interface SpokenWords {
  /** A listener's noises: single words, and phrases of two or three. */
  noises: ReadonlySet<string>;
  noisePhrases: ReadonlySet<string>;
  /** Nobody ends on these: another word must follow. */
  openEndings: ReadonlySet<string>;
  /** May end an utterance all the same, when these words come before. */
  closedEndings: readonly RegExp[];
  /** Open even though the last word alone could close a sentence. */
  alwaysOpen: readonly RegExp[];
  /** The sentence has been announced and not said. */
  announcements: readonly RegExp[];
  /** Hesitation: the speaker holds the floor. */
  fillers: ReadonlySet<string>;
  fillerPhrases: readonly RegExp[];
  /** Orders and farewells to which nobody adds anything. */
  quick: ReadonlySet<string>;
  /** Complete by themselves, and yet something often follows after a breath. */
  short: ReadonlySet<string>;
  /** The same, as the answer to a question. */
  answers: ReadonlySet<string>;
  numbers: ReadonlySet<string>;
  /** Often half of a number, and half of a date. */
  tens: ReadonlySet<string>;
  months: ReadonlySet<string>;
  operators: ReadonlySet<string>;
  /** In the middle of an address being spelled. */
  addressJoints: ReadonlySet<string>;
  dictationCues: RegExp;
  /** "My name is Martin": whole, and rarely followed by more than a surname. */
  introduction: RegExp;
  /** The order of words tells a question; else its mark does. */
  questionsByOrder: boolean;
}
