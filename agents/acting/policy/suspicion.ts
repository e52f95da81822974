/**
 * Whether content that informed a turn looks like instructions to the agent. It grants nothing and denies nothing: a hit
 * makes a write wait for an operator, so a false alarm costs a question, and what it misses is still only content to
 * the policy. Bounded and pure.
 */
import { decodings } from './suspicion-decodings.ts';
import { COMPACT_ORDERS, PATTERNS, type Pattern } from './suspicion-patterns.ts';

/** Of one text its beginning and its end are read, of all together this much; the newest come last, and count first. */
const MAX_TEXT_CHARACTERS = 24_000;
const MAX_TOTAL_CHARACTERS = 64_000;
/** What is read at once may not hold up anybody. */
const MAX_AT_ONCE_CHARACTERS = 12_000;
const MAX_REASONS = 8;
/** Some 3 ms of work on a small machine. Pieces overlap, so that a phrase on a border is found. */
const PIECE_CHARACTERS = 4_000;
const PIECES_AT_ONCE = 3;
const OVERLAP_CHARACTERS = 200;

/**
 * Why the texts look suspicious, as short reasons; empty: they do not. `tools`: names of tools the agent has.
 * `breathe` is awaited between pieces, so that nothing else waits for the whole of it.
 */
export async function suspicionIn(
  texts: readonly string[],
  tools: readonly string[],
  breathe: () => Promise<void>,
): Promise<string[]> {
  const reasons = new Set<string>();
  let read = 0;
  const pieces = reading(texts, tools);
  for (let piece = pieces.next(); piece.done !== true && reasons.size < MAX_REASONS; piece = pieces.next()) {
    for (const reason of piece.value) reasons.add(reason);
    read += 1;
    if (read % PIECES_AT_ONCE === 0) await breathe();
  }
  return [...reasons].slice(0, MAX_REASONS);
}

/** The same at once, of the newest few pages only. */
export const suspicionOf = (texts: readonly string[], tools: readonly string[] = []): string[] =>
  [...new Set([...reading(texts, tools, MAX_AT_ONCE_CHARACTERS)].flat())].slice(0, MAX_REASONS);

function* reading(
  texts: readonly string[],
  tools: readonly string[],
  maxCharacters = MAX_TOTAL_CHARACTERS,
): Generator<string[]> {
  const toolPattern = namesOfTools(tools);
  let left = maxCharacters;
  for (const text of texts.toReversed()) {
    if (left <= 0) return;
    const bounded = ends(text, Math.min(left, MAX_TEXT_CHARACTERS));
    left -= bounded.length;
    for (let at = 0; at < bounded.length; at += PIECE_CHARACTERS - OVERLAP_CHARACTERS)
      yield reasonsIn(bounded.slice(at, at + PIECE_CHARACTERS), toolPattern);
  }
}

function reasonsIn(text: string, toolPattern: RegExp | undefined): string[] {
  const found: string[] = [];
  for (const { how, text: version } of decodings(text)) {
    if (how === 'hidden' || how === 'mixed-alphabets') {
      found.push(how === 'hidden' ? 'it hides characters' : 'it mixes alphabets within words');
      continue;
    }
    // Most turned texts are nothing at all: only the plainest orders are looked for in them.
    const said = matching(version, how === 'turned around' ? [] : PATTERNS);
    if (toolPattern?.test(version)) said.push('it names a tool of the agent');
    for (const reason of said) found.push(how === 'plain' ? reason : `${reason} (${how})`);
  }
  return found;
}

function matching(text: string, patterns: readonly Pattern[]): string[] {
  const found = patterns.filter(({ test }) => test.test(text)).map(({ reason }) => reason);
  const compact = text.replace(/[^\p{L}\p{N}]+/gu, '');
  if (COMPACT_ORDERS.some((order) => compact.includes(order))) found.push('it tells somebody to ignore instructions');
  return found;
}

/** Names that are words of a language ("echo") say nothing; those that can only be a tool's do. */
function namesOfTools(tools: readonly string[]): RegExp | undefined {
  const telling = tools.filter((name) => /[_.\d]|[a-z][A-Z]/.test(name) && name.length >= 5);
  const called = tools.filter((name) => !telling.includes(name));
  const alternatives = [
    ...telling.map((name) => `(?<![\\w])${escaped(name.toLowerCase())}(?![\\w])`),
    ...called.map(
      (name) =>
        `(?:"(?:name|tool|function)"\\s*:\\s*"${escaped(name.toLowerCase())}"|(?<!\\w)${escaped(name.toLowerCase())}\\(\\{)`,
    ),
  ];
  return alternatives.length === 0 ? undefined : new RegExp(alternatives.join('|'), 'u');
}
const escaped = (name: string): string =>
  name.replace(/[^\p{L}\p{N}_]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);

function ends(text: string, max: number): string {
  if (text.length <= max) return text;
  const half = Math.floor(max / 2);
  return `${text.slice(0, half)}\n${text.slice(text.length - half)}`;
}
