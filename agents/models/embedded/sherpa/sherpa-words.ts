/** Sherpa's word pieces as words. Pure. A piece that starts with a space (or its sign) starts a word. */
import type { HeardWord } from '../listen/recogniser.ts';

/** The model gives no probabilities; what the project reports for it is 2-7 % word error. */
const CONFIDENCE = 0.9;
/** A word's last piece has a start and no end: this is the usual length of one. */
const PIECE_SECONDS = 0.2;

export function sherpaWords(tokens: string[], timestamps: number[]): HeardWord[] {
  const words: HeardWord[] = [];
  tokens.forEach((token, index) => {
    const atSeconds = timestamps[index] ?? words.at(-1)?.endSeconds ?? 0;
    const text = token.replace(/^[\s▁]+/, '').toLowerCase();
    const last = words.at(-1);
    if (last === undefined || text !== token.toLowerCase()) {
      if (text !== '')
        words.push({ text, startSeconds: atSeconds, endSeconds: atSeconds + PIECE_SECONDS, confidence: CONFIDENCE });
      return;
    }
    last.text += text;
    last.endSeconds = atSeconds + PIECE_SECONDS;
  });
  return words;
}
