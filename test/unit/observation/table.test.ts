/** A caller's table travels and is stored as one marked text. */
import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { openMarked, sealMarked } from '../../../agents/log/seal.ts';
import { OBSERVATION_VERSION, type Observation, observation } from '../../../agents/observation/schema.ts';
import { markedTable, type TableContent, tableIn } from '../../../agents/observation/table.ts';

type Table = Extract<Observation, { kind: 'table' }>;
const content: TableContent = {
  columns: [
    { name: 'Zebedee', type: 'text' },
    { name: 'owed', type: 'number', unit: 'EUR' },
  ],
  rows: [
    ['Zebedee junior', 12.5],
    [null, 0],
  ],
};
const observed = (table: Partial<Table>): Table => ({
  v: OBSERVATION_VERSION,
  id: 't',
  atMs: 1,
  provenance: { source: 'document', id: 'ann' },
  kind: 'table',
  name: { private: 'debts.csv' },
  columns: [],
  rows: [],
  ...table,
});
const asTable = (value: unknown): Table => {
  const parsed = observation.parse(value);
  if (parsed.kind !== 'table') throw new Error(`It became a ${parsed.kind}.`);
  return parsed;
};

it('shows neither a heading nor a cell outside of the seal, and comes back as it was', () => {
  const key = { id: 'k', secret: randomBytes(32) };
  const sealed = sealMarked(observed(markedTable(content)), key, 'here');
  expect(JSON.stringify(sealed)).not.toMatch(/Zebedee|12\.5|EUR|debts/);
  expect(tableIn(asTable(openMarked(sealed, () => key.secret, 'here')))).toEqual(content);
});

it('is nothing once its key is destroyed', () => {
  const key = { id: 'k', secret: randomBytes(32) };
  const sealed = sealMarked(observed(markedTable(content)), key, 'here');
  expect(tableIn(asTable(openMarked(sealed, () => 'destroyed', 'here')))).toBeUndefined();
});

it('is still read from a log that was written before tables were marked', () => {
  expect(tableIn(asTable(observed(content)))).toEqual(content);
});

it.each(['', 'no json', '[]', '{"columns":[],"rows":[[1]]}', '{"columns":[{"name":"a","type":"text"}],"rows":[[{}]]}'])(
  'is none when the text is no table: %s',
  (text) => {
    expect(tableIn(observed({ sheet: { private: text } }))).toBeUndefined();
  },
);
