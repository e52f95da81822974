/**
 * What plainly says yes, plainly says no, or means nothing beside either, by language. Lists only; spoken-answer.ts says
 * what they mean. A language that is not here has no words for it: nothing that is said in it is a yes.
 */
import { GERMAN } from './answer-words/de.ts';
import { ENGLISH } from './answer-words/en.ts';
import { SPANISH } from './answer-words/es.ts';
import { FRENCH } from './answer-words/fr.ts';
import { ITALIAN } from './answer-words/it.ts';
import type { AnswerWords } from './answer-words/lists.ts';
import { DUTCH } from './answer-words/nl.ts';
import { PORTUGUESE } from './answer-words/pt.ts';

export const ANSWER_WORDS: ReadonlyMap<string, AnswerWords> = new Map([
  ['en', ENGLISH],
  ['de', GERMAN],
  ['fr', FRENCH],
  ['es', SPANISH],
  ['it', ITALIAN],
  ['pt', PORTUGUESE],
  ['nl', DUTCH],
]);
