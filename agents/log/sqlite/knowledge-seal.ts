/**
 * Documents at rest: their texts are sealed under a key of the store, and their words are looked for by digests under a
 * key made from it, so that words can be ranked without the file saying any. A digest shows which passages share a
 * word and how often, and nothing of what it is. The key is made once and never destroyed.
 */
import { createHmac } from 'node:crypto';
import { isConcept, termsOf } from '../../memory/terms.ts';
import { type KeyLookup, openMarked, type SealingKey, sealMarked } from '../seal.ts';
import type { KeyRing } from './key-ring.ts';

const OWNER = { kind: 'call', id: 'store:knowledge' } as const;
/** 48 bits: of a million words hardly two share a digest, which would only find too much. */
const DIGEST_CHARACTERS = 12;
/** Digests that are remembered: the usual words of a language. */
const MAX_REMEMBERED = 20_000;

export interface Words {
  heading: string;
  stems: string;
  concepts: string;
}
export interface KnowledgeSeal {
  /** Only inside a write: the key is made when there is none. */
  seal(text: string, place: string): string;
  open(stored: string, place: string): string;
  /** What the index of words holds of a passage, in no order. Only inside a write. */
  words(text: { heading: string; body: string }): Words;
  /** The terms as the index has them; none while nothing is sealed. */
  sought(terms: readonly string[]): string[];
}

export function knowledgeSeal(keys: KeyRing): KnowledgeSeal {
  /** Of one key: the transaction that made it may have been undone, and then there is another. */
  let known: { id: string; words: Buffer } | undefined;
  const digests = new Map<string, string>();
  /** Of keys that rows name. A search opens dozens of texts, and keys of the store are never destroyed. */
  const secrets = new Map<string, Buffer>();
  const lookup: KeyLookup = (keyId) => {
    const before = secrets.get(keyId);
    if (before !== undefined) return before;
    const secret = keys.lookup()(keyId);
    if (secret !== 'destroyed') secrets.set(keyId, secret);
    return secret;
  };

  function wordsOf({ id, secret }: SealingKey): Buffer {
    if (known?.id === id) return known.words;
    digests.clear();
    known = { id, words: createHmac('sha256', secret).update('words of documents').digest() };
    return known.words;
  }
  function digest(term: string, secret: Buffer): string {
    const before = digests.get(term);
    if (before !== undefined) return before;
    if (digests.size >= MAX_REMEMBERED) digests.clear();
    const after = createHmac('sha256', secret).update(term).digest('hex').slice(0, DIGEST_CHARACTERS);
    digests.set(term, after);
    return after;
  }

  return {
    seal: (text, place) => JSON.stringify(sealMarked({ private: text }, keys.keyFor(OWNER), place)),
    open(stored, place) {
      const opened = openMarked(JSON.parse(stored), lookup, place);
      const isText = typeof opened === 'object' && opened !== null && 'private' in opened;
      return isText ? String(opened.private) : '';
    },
    words({ heading, body }) {
      const secret = wordsOf(keys.keyFor(OWNER));
      const inNoOrder = (terms: readonly string[]) =>
        terms
          .map((term) => digest(term, secret))
          .sort()
          .join(' ');
      const terms = termsOf(body);
      return {
        heading: inNoOrder(termsOf(heading).filter((term) => !isConcept(term))),
        stems: inNoOrder(terms.filter((term) => !isConcept(term))),
        concepts: inNoOrder(terms.filter(isConcept)),
      };
    },
    sought(terms) {
      const key = keys.find(OWNER);
      return key === undefined ? [] : terms.map((term) => digest(term, wordsOf(key)));
    },
  };
}
