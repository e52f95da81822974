/**
 * What seeing costs in tokens over ten minutes of a shared screen, against a policy that sends one frame a second, and
 * whether everything that was asked could still be answered. Fails when an aim is missed.
 */
import type { TextLine } from '../../../agents/seeing/frame.ts';
import { pictureTokens } from '../../../agents/seeing/token-budget.ts';
import { QUESTIONS, RECORDING_MS } from '../../support/screen-recording.ts';
import type { BenchOptions, BenchReport } from '../report.ts';
import { type Played, playRecording, type Told } from './recording-player.ts';

const AIM_SHARE = 0.1;
/** Both policies send a 720p screen at the size that models look at. */
const SENT = { widthPx: 768, heightPx: 432 } as const;

export async function tokensBench({ say }: Pick<BenchOptions, 'say'>): Promise<BenchReport> {
  const seconds = RECORDING_MS / 1_000;
  const everySecond = seconds * pictureTokens(SENT.widthPx, SENT.heightPx);
  const runs: [string, Played][] = [];
  const readings = new Map<string, Promise<TextLine[]>>();
  for (const [name, sees] of [
    ['Parley, with a model that sees', true],
    ['Parley, text alone', false],
  ] as const) {
    say(name);
    runs.push([name, await playRecording(sees, say, readings)]);
  }
  const rows = runs.map(([policy, played]) => {
    const tokens = tokensOf(played);
    return {
      policy,
      tokens,
      'share of one frame a second': `${((100 * tokens) / everySecond).toFixed(1)} %`,
      'pictures sent': played.pictures,
      'questions answerable from the prompt': `${played.told.filter(toldAnswer).length} of ${played.told.length}`,
      'answers in what was kept': `${played.told.filter((told) => keptAnswer(played, told)).length} of ${played.told.length}`,
    };
  });
  const missed = runs.flatMap(([name, played]) => [
    ...(tokensOf(played) > everySecond * AIM_SHARE
      ? [`${name}: ${tokensOf(played)} tokens are more than a tenth`]
      : []),
    ...(played.told.length === QUESTIONS.length ? [] : [`${name}: ${played.told.length} questions were asked`]),
    ...played.told
      .filter((told) => !toldAnswer(told) || !keptAnswer(played, told))
      .map(
        ({ question, seen }) => `${name}: ${question.question} (${question.answer})\n${seen.section}\n${seen.earlier}`,
      ),
  ]);
  if (missed.length > 0)
    throw new Error(`The aims are missed.\n${JSON.stringify(rows, undefined, 1)}\n${missed.join('\n')}`);
  return {
    bench: 'seeing: tokens of ten minutes of a shared screen',
    rows: [
      {
        policy: 'one frame a second',
        tokens: everySecond,
        'share of one frame a second': '100 %',
        'pictures sent': seconds,
        'questions answerable from the prompt': '',
        'answers in what was kept': '',
      },
      ...rows,
    ],
    notes: [
      `${QUESTIONS.length} questions and ${Math.round(seconds / 30)} turns about something else. Of each run: ${runs
        .map(
          ([, { sightings, reads, distinctReads }]) =>
            `${sightings} sightings, ${reads} readings (${distinctReads} distinct pictures)`,
        )
        .join('; ')}.`,
    ],
    raw: runs.map(([policy, played]) => ({
      policy,
      turns: played.told.map(({ question, seen }) => ({ question: question.question, tokens: seen.tokens })),
    })),
  };
}

const tokensOf = (played: Played): number =>
  played.asideTokens + played.told.reduce((sum, { seen }) => sum + seen.tokens, 0);
const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ');
const holds = (text: string, answer: string): boolean => ` ${plain(text)} `.includes(` ${plain(answer).trim()} `);
const toldAnswer = ({ question, seen }: Told): boolean => holds(`${seen.section}\n${seen.earlier}`, question.answer);
const keptAnswer = (played: Played, { question }: Told): boolean =>
  played.kept.some((text) => holds(text, question.answer));
