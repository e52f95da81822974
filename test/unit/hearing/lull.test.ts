/** Which windows voice activity is asked about. */
import { expect, test } from 'vitest';
import { Lull } from '../../../agents/hearing/lull.ts';
import { blockEnergies } from '../../../media/audio/energy.ts';

/** Whatever is asked about is told by the loudness it was made with. */
const window = (loudness: number): Int16Array =>
  Int16Array.from({ length: 512 }, (_, at) => (at % 2 === 0 ? loudness : -loudness));

function listen() {
  const lull = new Lull();
  return (loudness: number, voiceOn = false): (number | undefined)[] => {
    const pcm = window(loudness);
    return lull.toJudge(pcm, blockEnergies(pcm), voiceOn).map((judged) => judged[0]);
  };
}

test('silence is not asked about once it has lasted a quarter of a second', () => {
  const judge = listen();
  for (let at = 0; at < 8; at += 1) expect(judge(0)).toEqual([0]);
  for (let at = 0; at < 100; at += 1) expect(judge(0)).toEqual([]);
});

test('the first sound after it is asked about at once, behind the silence it follows', () => {
  const judge = listen();
  for (let at = 0; at < 20; at += 1) judge(at === 19 ? 5 : 0);
  expect(judge(12)).toEqual([5, 12]);
  expect(judge(12)).toEqual([12]);
  expect(judge(0)).toEqual([0]);
});

test('every window with a sound in it is asked about, however soft the room', () => {
  const judge = listen();
  for (let at = 0; at < 200; at += 1) expect(judge(11)).toEqual([11]);
});

test('while a voice is on, its silences are asked about', () => {
  const judge = listen();
  for (let at = 0; at < 50; at += 1) expect(judge(0, true)).toEqual([0]);
});
