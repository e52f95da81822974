/** Facts of a frame: the same for the same picture, different for another. */
import { expect, test } from 'vitest';
import { describeFrame } from '../../../media/video/features.ts';
import { fingerprintDistance } from '../../../media/video/fingerprint.ts';
import { blankFrame, HD, line, paragraph, randomFrom, render, svg, withNoise } from '../../support/video-scenes.ts';

const drawn = svg(
  HD,
  `<circle cx="400" cy="300" r="200" fill="#a33"/><rect x="800" y="100" width="300" height="500" fill="#247"/>`,
  '#ccc',
);
const text = svg(HD, line('Quarterly report', 60, 80, 40) + paragraph(3, 60, 140, 8) + line('Saved', 1100, 690));

test('a fingerprint survives scaling and a codec, and tells another picture apart', async () => {
  const [one, compressed, other] = await Promise.all([render(drawn), render(drawn, 0, 40), render(text)]);
  const small = await render(
    drawn.replace('width="1280" height="720"', 'width="481" height="271" viewBox="0 0 1280 720"'),
  );
  const print = describeFrame(one).fingerprint;
  expect(fingerprintDistance(print, describeFrame(compressed).fingerprint)).toBeLessThanOrEqual(3);
  expect(fingerprintDistance(print, describeFrame(small).fingerprint)).toBeLessThanOrEqual(6);
  expect(fingerprintDistance(print, describeFrame(other).fingerprint)).toBeGreaterThan(10);
});

test('black is told from dark, also with the noise of a covered camera', async () => {
  expect(describeFrame(withNoise(blankFrame(HD, 0, 18), 3, randomFrom(1)))).toMatchObject({
    black: true,
    textRegions: [],
  });
  const dark = await render(svg(HD, line('login failed', 200, 300, 90, '#eeeeee'), '#000000'));
  expect(describeFrame(dark)).toMatchObject({ black: false });
  expect(describeFrame(blankFrame(HD, 0, 235)).brightness).toBe(1);
  expect(describeFrame(blankFrame(HD, 0, 16)).brightness).toBe(0);
});

test('a blurred page is less sharp than a sharp one', async () => {
  const blurred = text
    .replace('<text', '<g filter="url(#b)"><text')
    .replace('</svg>', '</g><filter id="b"><feGaussianBlur stdDeviation="3"/></filter></svg>');
  const [sharp, soft] = await Promise.all([render(text), render(blurred)]);
  expect(describeFrame(soft).sharpness).toBeLessThan(describeFrame(sharp).sharpness / 4);
});

test('every text lies in a text region, and empty ground in none', async () => {
  const regions = describeFrame(await render(text)).textRegions;
  const covered = (x: number, y: number): boolean =>
    regions.some((box) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height);
  for (const [x, y] of [
    [70, 70],
    [380, 70],
    [70, 150],
    [400, 315],
    [1110, 684],
  ] as const)
    expect(covered(x, y), `${x},${y} in ${JSON.stringify(regions)}`).toBe(true);
  for (const [x, y] of [
    [900, 300],
    [600, 650],
    [1200, 100],
  ] as const)
    expect(covered(x, y)).toBe(false);
  expect(regions.length).toBeLessThanOrEqual(6);
});
