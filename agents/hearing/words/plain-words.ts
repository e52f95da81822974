/** Makes the words of a language of plain lists: what is not given is empty. Pure. */
import type { SpokenWords } from './language-words.ts';

export interface PlainLists {
  /** Words between spaces. */
  noises?: string;
  openEndings?: string;
  fillers?: string;
  numbers?: string;
  tens?: string;
  months?: string;
  operators?: string;
  addressJoints?: string;
  /** Phrases between bars. */
  noisePhrases?: string;
  quick?: string;
  short?: string;
  answers?: string;
  alwaysOpen?: readonly RegExp[];
  fillerPhrases?: readonly RegExp[];
  introduction?: RegExp;
}
/** Hums and sighs are the same wherever somebody listens. */
const NOISES_EVERYWHERE = 'mm mmm mhm mhmm hm hmm hmmm ah aha ahh oh ooh eh uh uhuh ok okay';
const NEVER = /(?!)/;

const spaced = (list = ''): ReadonlySet<string> => new Set(list.split(/\s+/).filter((word) => word !== ''));
const barred = (list = ''): ReadonlySet<string> =>
  new Set(
    list
      .split('|')
      .map((phrase) => phrase.trim())
      .filter((phrase) => phrase !== ''),
  );

export const plainWords = (lists: PlainLists): SpokenWords => ({
  noises: spaced(`${NOISES_EVERYWHERE} ${lists.noises ?? ''}`),
  noisePhrases: barred(lists.noisePhrases),
  openEndings: spaced(lists.openEndings),
  closedEndings: [],
  alwaysOpen: lists.alwaysOpen ?? [],
  announcements: [],
  fillers: spaced(lists.fillers ?? 'mm hm hmm eh'),
  fillerPhrases: lists.fillerPhrases ?? [],
  quick: barred(lists.quick),
  short: barred(lists.short),
  answers: barred(lists.answers),
  numbers: spaced(lists.numbers),
  tens: spaced(lists.tens),
  months: spaced(lists.months),
  operators: spaced(lists.operators),
  addressJoints: spaced(lists.addressJoints ?? 'www'),
  dictationCues: NEVER,
  introduction: lists.introduction ?? NEVER,
  questionsByOrder: false,
});
