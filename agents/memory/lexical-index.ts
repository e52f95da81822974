/**
 * BM25 over the records of one user (minisearch), on stems and concepts. Holds terms and ids, never the texts. Also says how
 * much of a question a record covers, which is what forgetting by description goes by.
 */
import MiniSearch from 'minisearch';
import { isConcept, type Sought, soughtIn, termsOf } from './terms.ts';

/** A concept in common says less than a word in common. */
const CONCEPT_WEIGHT = 0.6;
/** Longer words may differ by a fifth of their letters, as misheard words do. */
const FUZZINESS = 0.2;
const FUZZY_FROM_LETTERS = 5;

export interface LexicalHit {
  id: string;
  /** BM25; comparable only within one search. */
  score: number;
  /** Share of what was asked for that the record holds, 0 to 1. */
  coverage: number;
}

export interface LexicalIndex {
  put(id: string, text: string): void;
  /** Best first; at equal scores the one put last comes first. */
  search(query: string, limit: number): LexicalHit[];
  size(): number;
}

/** True when the question names nothing to look for ("what do you know about me?"). */
export const asksForNothing = (query: string): boolean => soughtIn(query).length === 0;

export function createLexicalIndex(): LexicalIndex {
  const terms = new Map<string, Set<string>>();
  const putOrder = new Map<string, number>();
  let puts = 0;
  const search = new MiniSearch<{ id: string; terms: string }>({
    fields: ['terms'],
    tokenize: (text) => text.split(' '),
    processTerm: (term) => term,
  });
  return {
    put(id, text) {
      const found = termsOf(text);
      if (search.has(id)) search.discard(id);
      search.add({ id, terms: found.join(' ') });
      terms.set(id, new Set(found));
      putOrder.set(id, puts++);
    },
    search(query, limit) {
      const sought = soughtIn(query);
      if (sought.length === 0) return [];
      const hits = search.search(termsOf(query).join(' '), {
        boostTerm: (term) => (isConcept(term) ? CONCEPT_WEIGHT : 1),
        fuzzy: (term) => (isConcept(term) || term.length < FUZZY_FROM_LETTERS ? false : FUZZINESS),
      });
      return hits
        .map((hit) => ({
          id: String(hit.id),
          score: hit.score,
          coverage: coverage(sought, terms.get(String(hit.id)), hit.queryTerms),
        }))
        .sort((a, b) => b.score - a.score || (putOrder.get(b.id) ?? 0) - (putOrder.get(a.id) ?? 0))
        .slice(0, limit);
    },
    size: () => terms.size,
  };
}

function coverage(
  sought: readonly Sought[],
  held: ReadonlySet<string> | undefined,
  matched: readonly string[],
): number {
  if (!held) return 0;
  const found = sought.filter(
    ({ stem, concept }) => held.has(stem) || matched.includes(stem) || (concept !== undefined && held.has(concept)),
  );
  return found.length / sought.length;
}
