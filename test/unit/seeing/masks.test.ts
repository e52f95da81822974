import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardsIn } from '../../../agents/seeing/card-numbers.ts';
import type { TextLine } from '../../../agents/seeing/frame.ts';
import { DEFAULT_MASKS, maskRules } from '../../../agents/seeing/mask-rules.ts';
import { isSecretHeading, maskText } from '../../../agents/seeing/mask-text.ts';
import { maskedPlaces, maskLines, outside } from '../../../agents/seeing/masks.ts';

const CARD = '4242424242424242';
const line = (text: string, y = 10): TextLine => ({ text, confidence: 0.9, box: { x: 10, y, width: 300, height: 20 } });
const mask = (text: string) => maskText(text, DEFAULT_MASKS);

describe('card numbers in text', () => {
  it.each([
    '4242 4242 4242 4242',
    '4242-4242-4242-4242',
    '4242.4242.4242.4242',
    '4242\t4242\t4242\t4242',
    '4242  4242  4242  4242',
    '3782 822463 10005',
    '5555555555554444',
    '6011000990139424',
  ])('%j is found', (card) => {
    expect(mask(`pay with ${card} today`)).not.toContain(card);
    expect(mask(`pay with ${card} today`)).toMatch(/^pay with •••• •••• •••• \d{4} today$/);
  });
  it('are found whatever stands beside them', () => {
    expect(mask(`${CARD} 12/27 123`)).toBe('•••• •••• •••• 4242 12/27 123');
    expect(mask('4242 4242 4242 4242 12 27')).toBe('•••• •••• •••• 4242 12 27');
    expect(mask('order 17 4242 4242 4242 4242')).toBe('order 17 •••• •••• •••• 4242');
    expect(mask('4242 4242 4242 4242 5555 5555 5555 4444')).toBe('•••• •••• •••• 4242 •••• •••• •••• 4444');
  });
  it.each([
    '+49 30 1234 5678 9012',
    'DE89 3704 0044 0532 0130 00',
    '4242 4242 4242 4243',
    '1234567890123456',
    '2026-11-21 13:04:32.123',
    '0000 0000 0000 0000',
  ])('%j is none', (text) => {
    expect(mask(text)).toBe(text);
  });
  it('may have a digit misread where they were read off a picture', () => {
    for (const text of ['4242 4242 4242 4243', '4242 42O2 4242 4l42', '4000 1234 5678 9010'])
      expect(maskLines([line(text)]).lines[0]?.text, text).toContain('••••');
    for (const text of ['DE89 3704 0044 0532 0130 00', 'Pay 1000 2000 3000 4000', 'SOIL BILL SILO BOLO'])
      expect(maskLines([line(text)]).lines[0]?.text, text).toBe(text);
  });
  it('stay apart and inside the text, and none that is planted anywhere is left', () => {
    const text = fc.string({ unit: fc.constantFrom('4', '2', '0', '9', ' ', '-', 'x', '\n'), maxLength: 80 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const spans = cardsIn(`${before}${after}`, true);
        for (const [at, span] of spans.entries()) {
          expect(span.from).toBeGreaterThanOrEqual(spans[at - 1]?.to ?? 0);
          expect(span.to).toBeGreaterThan(span.from);
        }
        expect(mask(`${before} a ${CARD} b ${after}`)).not.toContain(CARD);
      }),
    );
  });
  it('are looked for in a long text made to be slow as in any other', () => {
    const text = '1 2-3.4 '.repeat(20_000);
    expect(mask(`${text}x ${CARD}`).slice(-21)).toBe('x •••• •••• •••• 4242');
  });
});

describe('secrets in documents', () => {
  it.each([
    ['Password: hunter2', 'Password: ••••'],
    ['your PIN is 4711 from now on', 'your PIN is •••• from now on'],
    ['PIN 4711', 'PIN ••••'],
    ['api_key = sk-abc def', 'api_key = ••••'],
    ['Password:\nhunter2\nThank you', 'Password:\n••••\nThank you'],
    ['Password\nhunter2', 'Password\n••••'],
    ['"password": "hunter2"', '"password": ••••'],
  ])('%j becomes %j', (text, masked) => {
    expect(mask(text)).toBe(masked);
  });
  it.each(['The token ring is a network.', 'Keep your password to yourself.', 'pinboard: blue', 'Total: 318 EUR'])(
    '%j tells none',
    (text) => {
      expect(mask(text)).toBe(text);
    },
  );
  it('fill columns that are named for them', () => {
    for (const heading of ['Password', 'user_password', 'PIN', 'CVC code', 'api_key', 'password hash'])
      expect(isSecretHeading(heading), heading).toBe(true);
    for (const heading of ['Spinning', 'Token count', 'Name', 'Passengers'])
      expect(isSecretHeading(heading), heading).toBe(false);
  });
});

describe('the rules of an agent', () => {
  it('add patterns and places, and can leave the usual ones off', () => {
    const rules = maskRules.parse({
      cards: false,
      patterns: ['EMP-\\d+'],
      regions: [{ left: 0.5, width: 0.5, height: 1 }],
    });
    expect(maskText(`emp-77 paid with ${CARD}`, rules)).toBe(`•••• paid with ${CARD}`);
    const places = maskedPlaces(rules, 'screen', { widthPx: 1281, heightPx: 721 });
    expect(places).toEqual([{ x: 640, y: 0, width: 641, height: 721 }]);
    const right = { ...line('right'), box: { x: 700, y: 10, width: 50, height: 20 } };
    expect(outside([line('left'), right], places).map(({ text }) => text)).toEqual(['left']);
  });
  it('hold for one kind of source when they say so', () => {
    const rules = maskRules.parse({ regions: [{ track: 'camera', width: 1, height: 1 }] });
    expect(maskedPlaces(rules, 'screen', { widthPx: 100, heightPx: 100 })).toEqual([]);
    expect(maskedPlaces(rules, 'camera', { widthPx: 100, heightPx: 100 })).toHaveLength(1);
  });
  it.each([['('], ['a*'], ['']])('refuse the pattern %j, which is broken or finds everything', (pattern) => {
    expect(maskRules.safeParse({ patterns: [pattern] }).success).toBe(false);
  });
});
