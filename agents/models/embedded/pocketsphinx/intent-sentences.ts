/**
 * Writes out the phrase templates as sentences for the language model. Pure and repeatable: the same templates give
 * the same sentences, so that the built model can be kept.
 */
import { PHRASES, SLOTS } from './intent-phrases.ts';

/** How often a template with a slot is written out, each time with other fillings; ones without stand for fewer. */
const WITH_SLOT = 60;
const WITHOUT_SLOT = 10;

const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

export function intentSentences(): string[] {
  const random = lehmer(7);
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] as string;
  const number = () => {
    const kind = random();
    if (kind < 0.4) return pick(UNITS);
    if (kind < 0.55) return pick(TENS);
    if (kind < 0.85) return `${pick(TENS)} ${pick(UNITS.slice(1, 10))}`;
    if (kind < 0.93) return `${pick(UNITS.slice(1, 10))} hundred`;
    return `${pick(UNITS.slice(1, 10))} hundred and ${pick(TENS)}`;
  };
  const write = (template: string) =>
    template
      .split(' ')
      .map((word) => word.replace(/^[A-Z]+/, (slot) => (slot === 'NUM' ? number() : pick(SLOTS[slot] ?? [slot]))))
      .filter((word) => word !== '')
      .join(' ');
  return PHRASES.flatMap((template) => {
    const hasSlot = /[A-Z]/.test(template);
    return Array.from({ length: hasSlot ? WITH_SLOT : WITHOUT_SLOT }, () => write(template));
  });
}

/** Lehmer's generator: nothing here needs better, and the sequence is the same everywhere. */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
