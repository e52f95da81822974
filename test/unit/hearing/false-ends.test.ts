/** How often people who pause are cut off, and how long people who do not pause must wait. Prints both. */
import { describe, expect, test } from 'vitest';
import { wordsOf } from '../../../agents/hearing/turn-words.ts';
import { pausedUtterances, plainUtterances, secondPausedUtterances } from '../../scenarios/turns/paused-utterances.ts';
import { play } from '../../scenarios/turns/said-with-pauses.ts';

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

describe.each(['punctuated', 'bare'] as const)('with %s transcripts', (style) => {
  test.each([
    { table: 'the table the rules were fitted to', lines: pausedUtterances, atMost: 0.02 },
    { table: 'the second table', lines: secondPausedUtterances, atMost: 0.09 },
    { table: 'both tables', lines: [...pausedUtterances, ...secondPausedUtterances], atMost: 0.035 },
  ])(
    'of $table, utterances that pause 300 to 700 ms inside, at most the share $atMost is cut off',
    ({ table, lines, atMost }) => {
      const played = lines.map((line) => ({ line, ...play(line, style) }));
      const cut = played.filter(({ falseEnds }) => falseEnds.length > 0);
      const audible = played.filter(({ audibleFalseEnds }) => audibleFalseEnds > 0);
      console.info(
        `${table}, ${style}: ${played.length} utterances with pauses, ${cut.length} ended too soon (${percent(cut.length, played.length)}), ${audible.length} audibly (${percent(audible.length, played.length)})`,
        cut
          .map(
            ({ line, falseEnds }) =>
              `\n  ${line}  -> ${falseEnds.map((end) => `${end.silenceMs} ms, ${end.why}`).join('; ')}`,
          )
          .join(''),
      );
      expect(cut.length / played.length).toBeLessThanOrEqual(atMost);
    },
  );

  test('no word of a paused utterance is lost, whatever was decided', () => {
    for (const line of [...pausedUtterances, ...secondPausedUtterances]) {
      const said = wordsOf(line.replace(/^\? /, '').replace(/\[\d+\]/g, ' ')).join(' ');
      expect(wordsOf(play(line, style).answered).join(' '), line).toBe(said);
    }
  });

  test.each(plainUtterances)('"$text" is answered within $atMostMs ms of silence', ({ text, atMostMs, asked }) => {
    expect(play(text, style, asked).finalWaitMs).toBeLessThanOrEqual(atMostMs);
  });

  test('the mean wait after an utterance without pauses stays under half a second', () => {
    const waits = plainUtterances.map(({ text, asked }) => play(text, style, asked).finalWaitMs);
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    console.info(
      `${style}: mean wait after ${waits.length} plain utterances ${Math.round(mean)} ms, at 300 ms or less ${percent(waits.filter((wait) => wait <= 300).length, waits.length)}`,
    );
    expect(mean).toBeLessThan(500);
  });
});
