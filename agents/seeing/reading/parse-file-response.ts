/**
 * The answer of the reading service about a file, checked. The cells of a table are checked by hand: a schema takes
 * 100 ms for the largest table, and other calls of the process would hear that. Pure.
 */
import { z } from 'zod';
import { areRows } from '../../observation/table.ts';
import { type FileResponse, fileResponse } from '../reading-api.ts';

const withRows = z.looseObject({
  kind: z.literal('table'),
  tables: z.array(z.looseObject({ rows: z.array(z.unknown()) })),
});

/** Throws a ZodError when it is no such answer. */
export function parseFileResponse(answer: unknown): FileResponse {
  const tabular = isTable(answer) ? withRows.safeParse(answer) : undefined;
  if (!tabular?.success) return fileResponse.parse(answer);
  const rows = tabular.data.tables.map((table) => table.rows);
  const rest = { ...tabular.data, tables: tabular.data.tables.map((table) => ({ ...table, rows: [] })) };
  const parsed = fileResponse.parse(rest);
  if (parsed.kind !== 'table') return parsed;
  for (const [at, table] of parsed.tables.entries()) {
    const cells = rows[at] ?? [];
    if (!areRows(cells, table.columns.length)) {
      throw new z.ZodError([
        { code: 'custom', path: ['tables', at, 'rows'], message: 'not rows of cells', input: undefined },
      ]);
    }
    table.rows = cells;
  }
  return parsed;
}

const isTable = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'kind' in answer && answer.kind === 'table';
