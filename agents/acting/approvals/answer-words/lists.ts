/** What a list of answers of one language holds. Types only. */

/** Phrases between bars, in lower case; accents do not count. */
export interface AnswerWords {
  yes: string;
  no: string;
  /** Said with either, and no part of it. */
  nothing: string;
  /** What would be a yes or nothing word by word, and as a whole is neither. */
  unclear?: string;
}
