import { expect, test } from 'vitest';
import { pagePort } from '../../../server/dev/page-port.ts';
import { needsPocketSphinx } from '../../../server/dev/speech-tools.ts';
import { parseStartOptions } from '../../../server/dev/start-options.ts';

test('words after npm start are understood, and an unknown one is named', () => {
  expect(parseStartOptions([])).toEqual({ open: true, lan: false, verbose: false });
  expect(parseStartOptions(['--no-open', '--lan'])).toEqual({ open: false, lan: true, verbose: false });
  expect(parseStartOptions(['--help'])).toBe('help');
  expect(() => parseStartOptions(['--no-opne'])).toThrow('does not know "--no-opne"');
});

test.each(['eighty', '-1', '70000', '80.5'])('PORT=%s is refused with its value', async (wish) => {
  await expect(pagePort(wish, '127.0.0.1')).rejects.toThrow(`PORT=${wish} is not a port`);
});

test('PocketSphinx is fetched only where speech may end up with it', () => {
  expect(needsPocketSphinx({})).toBe(true);
  expect(needsPocketSphinx({ DEEPGRAM_API_KEY: 'key' })).toBe(false);
  expect(needsPocketSphinx({ PARLEY_STT: 'deepgram,local:pocketsphinx' })).toBe(true);
  expect(needsPocketSphinx({ PARLEY_STT: 'local:sherpa' })).toBe(false);
});
