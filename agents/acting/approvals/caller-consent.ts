/**
 * What the caller's next words do to the question they were asked. Pure. A yes counts only from the one who was asked,
 * after they heard what they say yes to, in time, and understood well; a no counts always.
 */
import { spokenAnswer } from './spoken-answer.ts';

export interface AnswerFacts {
  text: string;
  /** Of the agent who asked. */
  language: string;
  source: 'speech' | 'typed';
  /** All of it came from the participant who was asked. */
  fromAsked: boolean;
  /** It began when the read-back had been heard up to its last clause. */
  afterReadBack: boolean;
  /** The recogniser's, 0 to 1; undefined when it states none. */
  confidence: number | undefined;
  nowMs: number;
  expiresAtMs: number;
}
export type Consent =
  | 'yes'
  | 'no'
  /** A yes that cannot count: what would be done is read once more. */
  | 'read-again'
  | 'too-late'
  /** They said something else: the question is withdrawn. */
  | 'something-else';

/**
 * Below this a recogniser guesses: "yes" and "guess" are one sound on a bad line. The embedded one states 0.55 when its
 * two readings share nothing, 0.97 when they agree; cloud recognisers state above 0.9 for a clear word.
 */
const MIN_CONFIDENCE = 0.6;

export function consentIn(facts: AnswerFacts): Consent {
  const answer = spokenAnswer(facts.text, facts.language);
  if (answer === 'neither' || !facts.fromAsked) return 'something-else';
  if (answer === 'no') return 'no';
  if (facts.nowMs >= facts.expiresAtMs) return 'too-late';
  const understood = facts.source === 'typed' || facts.confidence === undefined || facts.confidence >= MIN_CONFIDENCE;
  return facts.afterReadBack && understood ? 'yes' : 'read-again';
}

/** What must have been heard of a read-back: all but its last sentence ("Shall I?"). */
export function essentialOf(line: string): string {
  const sentences = line.trim().split(/(?<=[.!?])\s+/);
  return sentences.length > 1 ? sentences.slice(0, -1).join(' ') : line.trim();
}
/** Whether `heard` holds `essential`, whatever the spacing. */
export const holdsWords = (heard: string, essential: string): boolean => squeezed(heard).includes(squeezed(essential));
const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();
