/** A database's schema as a few lines for a model: what is there, bounded, one line per table. Pure. */

export interface SchemaColumn {
  name: string;
  type: string;
  isKey: boolean;
  /** `table.column` */
  references?: string;
}
export interface SchemaTable {
  name: string;
  kind: 'table' | 'view';
  columns: SchemaColumn[];
  /** An estimate, when there is one. */
  rows?: number;
}

const MAX_TEXT = 8_000;
const MAX_COLUMNS = 60;
const MAX_NAME = 100;

export function schemaText(database: string, dialect: string, tables: readonly SchemaTable[]): string {
  const lines = [`Database ${database} (${dialect}). Tables and views, with columns, types and keys:`];
  let size = lines[0]?.length ?? 0;
  for (const [index, table] of tables.entries()) {
    const line = tableLine(table);
    if (size + line.length > MAX_TEXT) {
      lines.push(`… and ${tables.length - index} more.`);
      break;
    }
    lines.push(line);
    size += line.length + 1;
  }
  if (tables.length === 0) lines.push('none that may be read.');
  return lines.join('\n');
}

function tableLine({ name, kind, columns, rows }: SchemaTable): string {
  const shown = columns.slice(0, MAX_COLUMNS).map((column) => {
    const key = column.isKey ? ' key' : '';
    const to = column.references === undefined ? '' : ` -> ${shown1(column.references)}`;
    return `${quoted(column.name)} ${shown1(column.type)}${key}${to}`;
  });
  if (columns.length > MAX_COLUMNS) shown.push(`… ${columns.length - MAX_COLUMNS} more`);
  const about = rows === undefined ? '' : `, about ${rows} rows`;
  return `${quoted(name)} (${kind}${about}): ${shown.join(', ')}`;
}

/** A name is a stranger's text too: on one line, in quotes when it is not plain. */
function quoted(name: string): string {
  const text = shown1(name);
  return /^[a-z_][a-z0-9_.]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

const shown1 = (text: string): string => text.replace(/\s+/g, ' ').slice(0, MAX_NAME);
