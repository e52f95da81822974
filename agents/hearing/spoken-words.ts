/**
 * What the rules of hearing need to know of a language, and where each language keeps it. A language that is not here has
 * no words: then silence, punctuation and digits alone decide, with the middle wait, and nothing is a mere listener's noise
 * but what sounds alike everywhere. Data and look-up only.
 */
import { primaryLanguage } from '../settings/primary-language.ts';
import { GERMAN } from './words/de.ts';
import { ENGLISH } from './words/en.ts';
import { SPANISH } from './words/es.ts';
import { FRENCH } from './words/fr.ts';
import { ITALIAN } from './words/it.ts';
import type { SpokenWords } from './words/language-words.ts';
import { DUTCH } from './words/nl.ts';
import { plainWords } from './words/plain-words.ts';
import { PORTUGUESE } from './words/pt.ts';

const WORDS: ReadonlyMap<string, SpokenWords> = new Map([
  ['en', ENGLISH],
  ['de', GERMAN],
  ['fr', FRENCH],
  ['es', SPANISH],
  ['it', ITALIAN],
  ['pt', PORTUGUESE],
  ['nl', DUTCH],
]);
const NO_WORDS = plainWords({});

/** `language` as BCP 47. */
export const spokenWords = (language: string): SpokenWords => WORDS.get(primaryLanguage(language)) ?? NO_WORDS;
