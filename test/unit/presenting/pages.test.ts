/** Sheets of text and tables: what fits, what is left out, and that no text of others becomes part of the drawing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitted, textWidthPx, wrapped } from '../../../agents/presenting/letters.ts';
import { tablePage } from '../../../agents/presenting/table-page.ts';
import { textPage } from '../../../agents/presenting/text-page.ts';

const HOSTILE = [
  '</text><script>alert(1)</script>',
  '<image href="file:///etc/passwd"/>',
  '" onload="x',
  ']]><!ENTITY x SYSTEM "file:///etc/passwd">&x;',
  'bell\u0007 null\u0000 escape\u001b half \ud800 end',
];
/** The elements of a drawing, by name. */
const elements = (svg: string) => new Set([...svg.matchAll(/<\/?([a-zA-Z!?]\S*?)[\s/>]/g)].map((match) => match[1]));
const ours = new Set(['svg', 'rect', 'text', 'circle']);

describe('text of others', () => {
  it('is drawn as text, whatever it looks like', () => {
    const column = { name: HOSTILE[0] ?? '', type: 'text' as const };
    const pages = [
      textPage({ title: HOSTILE[0] ?? '', lines: HOSTILE }),
      tablePage(HOSTILE[1] ?? '', { columns: [column], rows: HOSTILE.map((text) => [text]) }, 5),
    ];
    for (const { svg, title, description } of pages) {
      expect([...elements(svg)].filter((name) => !ours.has(name ?? ''))).toEqual([]);
      expect(svg).not.toMatch(/\p{Cc}/u);
      expect(`${title}${description}`).not.toMatch(/\p{Cc}/u);
    }
  });

  it('stays well-formed for any text at all', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 80 }), { maxLength: 12 }), (lines) => {
        const { svg } = textPage({ title: lines[0] ?? '', lines });
        expect([...elements(svg)].filter((name) => !ours.has(name ?? ''))).toEqual([]);
        expect(svg.isWellFormed()).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('never runs out of its line, and a word too long for it is cut', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.integer({ min: 80, max: 1_200 }), (text, widthPx) => {
        for (const line of wrapped(text, 32, widthPx, 5)) expect(textWidthPx(line, 32)).toBeLessThanOrEqual(widthPx);
      }),
    );
    expect(fitted('supercalifragilistic', 30, 120)).toMatch(/^super.*…$/);
    expect(wrapped('one two three four', 32, 100, 2).at(-1)).toMatch(/…$/);
  });
});

describe('a page of text', () => {
  it('leaves the marks of Markdown out, and says how many lines are not there', () => {
    const lines = [
      '## Steps',
      '- **Open** the [lid](https://example.org)',
      ...Array.from({ length: 14 }, (_, at) => `Line ${at}`),
    ];
    const { svg, title, description } = textPage({ title: '# How to', lines });
    expect(title).toBe('How to');
    expect(description).toContain('Open the lid');
    expect(svg).not.toMatch(/\*\*|\]\(|## /);
    expect(svg).toContain('and 6 more');
  });
});

describe('a page of a table', () => {
  const columns = Array.from({ length: 9 }, (_, at) => ({ name: `Column ${at}`, type: 'number' as const, unit: 'kg' }));
  it('shows what can be read and says what is left out', () => {
    const rows = Array.from({ length: 30 }, (_, at) => columns.map((_, column) => at * 1_000 + column));
    const { svg, description } = tablePage('weights', { columns, rows }, 4_000);
    expect(svg).toContain('10 of 4000 rows, 6 of 9 columns');
    expect(svg).toContain('Column 5…');
    expect(svg).not.toContain('Column 6');
    expect(description).toMatch(/^Table with the columns Column 0, .*; the first 10 of 4000 rows\. 0, 1, 2/);
  });

  it('is refused when there is nothing in it', () => {
    expect(() => tablePage('empty', { columns, rows: [] }, 0)).toThrow(/no rows to show/);
  });
});
