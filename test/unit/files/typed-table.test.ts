/** Written cells become typed columns: numbers as each country writes them, dates, units, and nothing lost. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { typedTable } from '../../../agents/files/typed-table.ts';
import { unitOfHeading } from '../../../agents/files/units.ts';

const columnOf = (heading: string, cells: string[], mark: '.' | ',' = '.') => {
  const table = typedTable([[heading], ...cells.map((cell) => [cell])], mark);
  return { ...table.columns[0], cells: table.rows.map((row) => row[0]), notes: table.notes };
};

test.each([
  ['Price', ['1,234.50', '19.9'], '.', [1234.5, 19.9], undefined],
  ['Preis', ['1.234,50', '19,9'], '.', [1234.5, 19.9], undefined],
  ['Price', ['$1,200', '$8'], '.', [1200, 8], 'USD'],
  ['Price', ['EUR 12', 'EUR -3'], '.', [12, -3], 'EUR'],
  ['Price', ['12 €', '', '(4) €'.replace(' €', '')], '.', [12, null, -4], 'EUR'],
  ['Share', ['12.5%', '7 %'], '.', [12.5, 7], '%'],
  ['Weight (kg)', ['1.2', 'n/a'], '.', [1.2, null], 'kg'],
  ['Length', ['3 m', '4 m'], '.', [3, 4], 'm'],
  ['Big', ["1'000'000", '2'], '.', [1_000_000, 2], undefined],
  ['Small', ['1e-3', '2.5E6'], '.', [0.001, 2_500_000], undefined],
] as const)('%s with %j is a column of numbers', (heading, cells, mark, values, unit) => {
  const column = columnOf(heading, [...cells], mark);
  expect(column).toMatchObject({ type: 'number', cells: values });
  expect(column.unit).toBe(unit);
});

test.each([
  ['codes keep their zeros', ['007', '01067']],
  ['card numbers keep their digits', ['4111111111111111', '5500005555555559']],
  ['two currencies cannot be added', ['5 €', '6 $']],
  ['a share and a plain number are two things', ['5 %', '6']],
  ['two ways of writing decimals contradict', ['1.234,5', '1,234.5']],
  ['versions, addresses and odd groups are no numbers', ['1.2.3', '10.0.0.1', '12,3456']],
  ['one word among numbers', ['1', 'two', '3']],
])('%s: the column stays text as written', (_, cells) => {
  expect(columnOf('a', cells)).toMatchObject({ type: 'text', cells });
});

test('1,234 is read as the file is otherwise written, and the notes say that it could be something else', () => {
  expect(columnOf('a', ['1,234'], '.').cells).toEqual([1234]);
  expect(columnOf('a', ['1,234'], ',').cells).toEqual([1.234]);
  expect(columnOf('a', ['1,234'], '.').notes.join()).toContain('1,234');
});

test('dates become ISO dates when their order is certain, and stay as written when it is not', () => {
  expect(columnOf('d', ['30.11.2026', '1.2.2026'])).toMatchObject({
    type: 'date',
    cells: ['2026-11-30', '2026-02-01'],
  });
  expect(columnOf('d', ['11/30/2026', '02/01/2026'])).toMatchObject({
    type: 'date',
    cells: ['2026-11-30', '2026-02-01'],
  });
  expect(columnOf('d', ['2026-11-30T10:00:00Z']).type).toBe('date');
  const unsure = columnOf('d', ['03/04/2026']);
  expect(unsure).toMatchObject({ type: 'text', cells: ['03/04/2026'] });
  expect(unsure.notes.join()).toContain('month first');
  expect(columnOf('d', ['31.02.2026']).type).toBe('text');
});

test('headings are told from data, made unique, and missing ones are numbered', () => {
  expect(
    typedTable(
      [
        ['a', 'a', ''],
        ['1', '2', '3'],
      ],
      '.',
    ).columns.map(({ name }) => name),
  ).toEqual(['a', 'a (2)', 'column 3']);
  const bare = typedTable(
    [
      ['1', 'x'],
      ['2', 'y'],
    ],
    '.',
  );
  expect(bare.columns.map(({ name }) => name)).toEqual(['column 1', 'column 2']);
  expect(bare.rows).toHaveLength(2);
});

test('a heading names a unit only where it means one', () => {
  expect(['Price in EUR', 'Weight [kg]', 'weight_kg', 'Price €', 'Share %'].map(unitOfHeading)).toEqual([
    'EUR',
    'kg',
    'kg',
    'EUR',
    '%',
  ]);
  expect(['Check in', 'Class m', 'Price (net)', 'Name', 'In', 'Last days'].map(unitOfHeading)).toEqual(
    Array(6).fill(undefined),
  );
});

test('whatever the cells are, no row and no text is lost and every row is as wide as the table', () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom('1', '1,5', '1.5', '5 €', '2026-01-02', 'yes', '', '-', '=cmd()'));
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 8 }),
      fc.constantFrom('.', ','),
      (rows, mark) => {
        const table = typedTable(rows, mark);
        const headed = !table.notes.some((note) => note.includes('no heading'));
        expect(table.rows).toHaveLength(Math.max(0, rows.length - (headed && rows.length > 0 ? 1 : 0)));
        for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
        for (const [at, column] of table.columns.entries()) {
          for (const row of table.rows) {
            const value = row[at];
            if (value === null) continue;
            expect(typeof value).toBe(
              column.type === 'number' ? 'number' : column.type === 'boolean' ? 'boolean' : 'string',
            );
            if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
          }
        }
      },
    ),
  );
});
