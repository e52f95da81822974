/**
 * What could be read earlier in this call and is gone from sight: pictures are let go, their words stay. Bounded; found
 * again by the words they share with a question, rare words counting more. Pure.
 */
import type { VideoSourceId } from './frame.ts';
import { stem } from './wishes.ts';

interface Line {
  text: string;
  words: ReadonlySet<string>;
  sighting: number;
}
interface Sighted {
  source: VideoSourceId;
  atMs: number;
}
export interface Recalled extends Sighted {
  lines: string[];
}
/** About ten minutes of a busy screen. */
const MAX_LINES = 3_000;
const MAX_LINE_CHARACTERS = 400;
/** What stands right beside a line belongs to it: a label above its value. */
const BESIDE = 1;
const MOST_MATCHES = 4;
/** Of the best line's score: a line that matches far less is about something else. */
const NEAR_BEST = 0.6;

const ASKING = new Set(
  'what which who whom whose where when why how did does do was were is are am be been had has have can could would will shall should the a an and or of in on at to for from with by it its that this these those there i you me my your we us they he she tell show give find say said says read see saw seen look earlier before ago again previous previously last first just now then screen page window slide camera please much many any some one stand stood written wrote name call called get got'.split(
    ' ',
  ),
);
const wordsOf = (text: string): Set<string> =>
  new Set(
    (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !ASKING.has(word)).map((word) => stem(word)),
  );

/** The turn speaks of what was, not of what is. */
export const speaksOfEarlier = (text: string): boolean =>
  /\b(?:earlier|before|ago|previous(?:ly)?|was|were|did|had|again|last (?:slide|page|screen|one)|first (?:slide|page|one)|just now|used to)\b/i.test(
    text,
  );

export class SeenBefore {
  #lines: Line[] = [];
  readonly #sightings = new Map<number, Sighted>();
  #count = 0;

  keep(source: VideoSourceId, appeared: readonly string[], atMs: number): void {
    if (appeared.length === 0) return;
    const sighting = this.#count++;
    this.#sightings.set(sighting, { source, atMs });
    for (const text of appeared)
      this.#lines.push({ text: text.slice(0, MAX_LINE_CHARACTERS), words: wordsOf(text), sighting });
    if (this.#lines.length <= MAX_LINES) return;
    this.#lines = this.#lines.slice(-MAX_LINES);
    const oldest = this.#lines[0]?.sighting ?? 0;
    for (const id of this.#sightings.keys()) if (id < oldest) this.#sightings.delete(id);
  }

  /** Lines that speak of what the question asks, latest first; none of `shown`, unless it says less of it than they do. */
  about(question: string, shown: readonly string[], maxCharacters: number): Recalled[] {
    const asked = wordsOf(question);
    if (asked.size === 0) return [];
    const weight = new Map([...asked].map((word) => [word, this.#weightOf(word)]));
    const score = (words: ReadonlySet<string>): number =>
      [...asked].reduce((sum, word) => sum + (words.has(word) ? (weight.get(word) ?? 0) : 0), 0);
    const now = new Set(shown.map(plain));
    const bestNow = Math.max(0, ...shown.map((text) => score(wordsOf(text))));
    const scored = this.#lines
      .map((line, at) => ({ line, at, score: score(line.words) }))
      .filter((entry) => entry.score > bestNow && !now.has(plain(entry.line.text)))
      .sort((a, b) => b.score - a.score || b.at - a.at);
    const best = scored[0]?.score ?? 0;
    const places = new Set<number>();
    const told = new Set<string>();
    let left = maxCharacters;
    for (const { at, line, score: own } of scored) {
      if (told.size >= MOST_MATCHES || own < best * NEAR_BEST) break;
      if (told.has(plain(line.text))) continue;
      const around = this.#around(at);
      const characters = around.reduce((sum, place) => sum + (this.#lines[place]?.text.length ?? 0) + 3, 0);
      if (characters > left) break;
      told.add(plain(line.text));
      left -= characters;
      for (const place of around) places.add(place);
    }
    return this.#bySighting([...places].sort((a, b) => a - b));
  }

  #around(at: number): number[] {
    const sighting = this.#lines[at]?.sighting;
    return Array.from({ length: 2 * BESIDE + 1 }, (_, step) => at - BESIDE + step).filter(
      (place) => this.#lines[place]?.sighting === sighting,
    );
  }
  #bySighting(places: readonly number[]): Recalled[] {
    const found = new Map<number, Recalled>();
    for (const place of places) {
      const line = this.#lines[place];
      const sighted = line && this.#sightings.get(line.sighting);
      if (!line || !sighted) continue;
      const recalled = found.get(line.sighting) ?? { ...sighted, lines: [] };
      recalled.lines.push(line.text);
      found.set(line.sighting, recalled);
    }
    return [...found.values()].reverse();
  }
  #weightOf(word: string): number {
    const count = this.#lines.reduce((sum, line) => sum + Number(line.words.has(word)), 0);
    return Math.log(1 + (this.#lines.length + 1) / (count + 1));
  }
}

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
