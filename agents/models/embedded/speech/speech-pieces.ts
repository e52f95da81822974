/**
 * Cuts a text into the pieces that are rendered one after the other: the first one short, so that it is heard soon,
 * none so long that the next waits. Pure. Says also how long to pause after each.
 */
export interface SpeechPiece {
  text: string;
  /** Silence after the piece, in milliseconds. */
  pauseMs: number;
}

/** Below this a clause is joined with the next one: three words alone sound chopped. */
const MIN_CHARACTERS = 12;
/** Above this a piece is cut between words: about six seconds of speech. */
const MAX_CHARACTERS = 110;
const SENTENCE_PAUSE_MS = 260;
const CLAUSE_PAUSE_MS = 120;

export function speechPieces(text: string): SpeechPiece[] {
  const pieces: SpeechPiece[] = [];
  let current = '';
  const clean = text.replace(/\s+/g, ' ').trim();
  const flush = (pauseMs: number) => {
    const ready = current.trim();
    current = '';
    if (/[\p{L}\p{N}]/u.test(ready)) pieces.push(...bounded(ready, pauseMs));
  };
  for (const part of clean.split(/(?<=[.!?;:,…—])\s+/)) {
    current = current === '' ? part : `${current} ${part}`;
    if (/[.!?…]["')\]]*$/.test(part)) flush(SENTENCE_PAUSE_MS);
    else if (current.length >= MIN_CHARACTERS) flush(CLAUSE_PAUSE_MS);
  }
  flush(SENTENCE_PAUSE_MS);
  return pieces;
}

function bounded(text: string, pauseMs: number): SpeechPiece[] {
  const pieces: SpeechPiece[] = [];
  let rest = text;
  while (rest.length > MAX_CHARACTERS) {
    const space = rest.lastIndexOf(' ', MAX_CHARACTERS);
    const cut = space > MIN_CHARACTERS ? space : MAX_CHARACTERS;
    pieces.push({ text: rest.slice(0, cut).trim(), pauseMs: 0 });
    rest = rest.slice(cut).trim();
  }
  pieces.push({ text: rest, pauseMs });
  return pieces;
}
