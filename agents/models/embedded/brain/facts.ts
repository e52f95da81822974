/**
 * What is known about the caller: the lines of the system prompt's memory section, and what was kept or forgotten
 * since in this conversation. Pure. A fact is a sentence about "the caller".
 */
export interface Facts {
  readonly all: readonly string[];
  /** The caller's name, when it is known. */
  readonly name: string | undefined;
}

const SECTION = /^#*\s*what you remember about this caller\s*:?$/i;

export function factsOfPrompt(system: string): string[] {
  const facts: string[] = [];
  let inside = false;
  for (const line of system.split('\n').map((text) => text.trim())) {
    if (SECTION.test(line)) inside = true;
    else if (/^#/.test(line)) inside = false;
    else if (inside) {
      const item = /^[-*•]\s+(.*)$/.exec(line)?.[1];
      if (item !== undefined && !/^\(?(nothing|none)\b/i.test(item))
        facts.push(item.replace(/\s*\((?:fact|preference|turn|summary)[^)]*\)$/, ''));
    }
  }
  const name = /\bThe caller's name is ([\p{Lu}][\p{L}'-]+)/u.exec(system)?.[0];
  return name !== undefined && !facts.some((fact) => NAME.test(fact)) ? [`${name}.`, ...facts] : facts;
}

const NAME = /\bcaller(?:'s name is| is called| is named|: name is)\s+([\p{L}][\p{L}'-]*(?: [\p{Lu}][\p{L}'-]*)?)/iu;

export function factsAbout(all: readonly string[]): Facts {
  // The newest word on a name counts.
  const name = all.map((fact) => NAME.exec(fact)?.[1]).findLast((found) => found !== undefined);
  return { all, name };
}

const STOP = new Set(
  'the a an is are was of on in at to my your caller callers what when where who which do does did i you me that and about know remember tell told have has it name'.split(
    ' ',
  ),
);

/** The words of a question or fact that say what it is about, without endings. */
export const keywords = (text: string): Set<string> =>
  new Set(
    text
      .toLowerCase()
      .replace(/'s\b/g, '')
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 1 && !STOP.has(word))
      .map(stem),
  );

const IRREGULAR: Record<string, string> = {
  lives: 'live',
  living: 'live',
  likes: 'like',
  liked: 'like',
  left: 'leave',
  parked: 'park',
  favourite: 'favorite',
  birthdays: 'birthday',
  works: 'work',
  job: 'work',
};
const stem = (word: string) => IRREGULAR[word] ?? word.replace(/(?<=[a-z]{3})(?:ing|ed|es|s)$/, '');

/** The fact that answers a question best, or nothing when none shares half of its words. */
export function bestFact(question: string, facts: readonly string[]): string | undefined {
  const wanted = keywords(question);
  if (wanted.size === 0) return undefined;
  let best: { fact: string; share: number } | undefined;
  for (const fact of facts) {
    const has = keywords(fact);
    const share = [...wanted].filter((word) => has.has(word)).length / wanted.size;
    // Of equals the newest is the best: people correct themselves.
    if (share >= 0.5 && share >= (best?.share ?? 0)) best = { fact, share };
  }
  return best?.fact;
}
