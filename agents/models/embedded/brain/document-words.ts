/** What is said of passages that were found in documents: the one sentence that answers best, and where it stands. Pure. */
import { type ToldPassage, toldPassages } from '../../../acting/toolbox/knowledge/found-passages.ts';
import { soughtIn, termsOf } from '../../../memory/terms.ts';
import type { Turn } from './decision.ts';

/** Of what was asked for, in the passage with its title; below it the documents speak of something else. */
const MIN_COVERAGE = 0.5;
const MAX_SPOKEN_CHARACTERS = 320;

/** Undefined when the result holds no passages of documents. */
export function wordPassages(query: string, result: string, turn: Turn): string | undefined {
  const passages = toldPassages(result);
  if (passages === undefined) return undefined;
  const answers = passages.filter(
    (passage) => coverage(query, [passage.title, ...passage.lines].join(' ')) >= MIN_COVERAGE,
  );
  const best = answers.toSorted((a, b) => bestSentence(query, b).covers - bestSentence(query, a).covers)[0];
  const { sentence } = best === undefined ? { sentence: '' } : bestSentence(query, best);
  if (best === undefined || sentence === '') {
    return turn.tools.has('call_person')
      ? 'My documents say nothing about that. Shall I ask a person to join? Just say: call a person.'
      : 'My documents say nothing about that.';
  }
  const page = best.page === undefined ? '' : `, page ${best.page}`;
  return `According to "${best.title}"${page}: ${sentence}`;
}

function coverage(query: string, text: string): number {
  const held = new Set(termsOf(text));
  const sought = soughtIn(query);
  const found = sought.filter(({ stem, concept }) => held.has(stem) || (concept !== undefined && held.has(concept)));
  return sought.length === 0 ? 0 : found.length / sought.length;
}

function bestSentence(query: string, { lines }: ToldPassage): { sentence: string; covers: number } {
  let best = { sentence: '', covers: -1 };
  for (const sentence of lines.flatMap(sentencesIn)) {
    const covers = coverage(query, sentence);
    if (covers > best.covers) best = { sentence, covers };
  }
  return best;
}

/** A heading is no answer; marks of lists and tables are not read out. */
function sentencesIn(line: string): string[] {
  if (/^ {0,3}#{1,6} /.test(line) || /^[\s|:-]*$/.test(line)) return [];
  const plain = line
    .replace(/^\s*(?:[-*+•]|\d+[.)])\s+/, '')
    .replace(/^\s*\|\s*|\s*\|\s*$/g, '')
    .replace(/\s*\|\s*/g, ', ')
    .replace(/[*_`]+/g, '')
    .trim();
  return plain
    .split(/(?<=[.!?])\s+(?=\p{Lu})/u)
    .map((sentence) => sentence.slice(0, MAX_SPOKEN_CHARACTERS).trim())
    .filter((sentence) => sentence !== '')
    .map((sentence) => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`));
}
