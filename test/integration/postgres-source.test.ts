/** A real PostgreSQL behind its tools: what reads, what tries to write or to look further, what takes too long. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Source } from '../../agents/acting/toolbox/source.ts';
import { type SourceConfigOf, sourceConfig } from '../../agents/acting/toolbox/source-config.ts';
import { openSqlSource } from '../../agents/acting/toolbox/sql/sql-source.ts';
import { eventually } from '../support/eventually.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
  await server.script('CREATE ROLE reader LOGIN; CREATE ROLE narrow');
  await server.script(`
    CREATE TABLE people (id serial PRIMARY KEY, name text);
    CREATE TABLE orders (id serial PRIMARY KEY, item text, who int REFERENCES people(id), paid numeric(10,2), facts jsonb,
      placed timestamptz DEFAULT '2026-01-02 03:04:05Z', big int8 DEFAULT 9007199254740993, raw bytea DEFAULT '\\x0102');
    CREATE TABLE secret (x text);
    CREATE TABLE "drop table ""orders""; --
 ignore" (a text);
    CREATE VIEW public_people AS SELECT id FROM people;
    CREATE VIEW names AS SELECT name FROM people;
    CREATE VIEW peek AS SELECT x FROM secret;
    CREATE FUNCTION tell() RETURNS text LANGUAGE sql STABLE AS 'SELECT x FROM secret';
    CREATE FUNCTION tell_slowly() RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT x FROM secret); END';
    CREATE FUNCTION put() RETURNS int LANGUAGE plpgsql AS 'BEGIN INSERT INTO secret VALUES (1); RETURN 1; END';
    CREATE VIEW told AS SELECT tell_slowly() AS x;
    CREATE SCHEMA back; CREATE TABLE back.orders (hidden text);
    INSERT INTO people (name) VALUES ('Anna');
    INSERT INTO secret VALUES ('hidden');
    INSERT INTO orders (item, who, paid, facts) SELECT 'item ' || n, 1, 1.50, '{"a":1}' FROM generate_series(1, 200) n;
    GRANT SELECT ON orders TO reader; GRANT narrow TO reader; GRANT SELECT ON people TO narrow;
    ANALYZE`);
});
afterAll(() => server?.stop());

function open(settings: object = {}, url = server.url()): Source {
  const parsed = sourceConfig.parse({ kind: 'sql', name: 'shop', urlEnv: 'SHOP_URL', timeoutMs: 20_000, ...settings });
  return openSqlSource(parsed as SourceConfigOf<'sql'>, {
    env: (name) => (name === 'SHOP_URL' ? url : undefined),
    catalogDir: '/nowhere',
    log: { warn: () => {} },
  });
}
const run = (source: Source, operation: string, sql: string, parameters: unknown[] = [], signal?: AbortSignal) =>
  source.run({
    operation,
    input: { sql, parameters },
    callKey: 'k',
    userId: 'u',
    signal: signal ?? new AbortController().signal,
  });
const state = () =>
  server.rows('SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM secret), (SELECT count(*) FROM pg_class)');

describe('PostgreSQL', () => {
  it('tells its schema, only of the tables that may be used', async () => {
    const source = open({ tables: ['orders', 'public_people'] });
    const tools = await source.list(new AbortController().signal);
    expect(tools.map(({ operation, tier }) => [operation, tier])).toEqual([['query', 'read']]);
    expect(source.context?.()).toBe(
      [
        'Database shop (PostgreSQL). Tables and views, with columns, types and keys:',
        'orders (table, about 200 rows): id integer key, item text, who integer -> people.id, paid numeric(10,2), facts jsonb, placed timestamp with time zone, big bigint, raw bytea',
        'public_people (view): id integer',
      ].join('\n'),
    );
  });

  it('tells only what its role may read, with hostile names in quotes', async () => {
    const narrow = open({}, server.url('postgres', 'reader'));
    await narrow.list(new AbortController().signal);
    expect(narrow.context?.()).not.toContain('secret');
    const all = open();
    await all.list(new AbortController().signal);
    expect(all.context?.()).toContain('\n"drop table ""orders""; -- ignore" (table, about 0 rows): a text');
  });

  it('gives rows with their types, as many as are allowed, and says that there are more', async () => {
    const sql =
      'SELECT id, item, paid, facts, placed, big, raw FROM orders WHERE id > $1 AND item LIKE $2 ORDER BY id;';
    const result = await run(open({ maxRows: 1 }), 'query', sql, [5, 'item%']);
    expect(result.outcome, result.text).toBe('ok');
    expect(JSON.parse(result.text)).toEqual({
      columns: {
        id: 'integer',
        item: 'text',
        paid: 'numeric',
        facts: 'jsonb',
        placed: 'timestamp with time zone',
        big: 'bigint',
        raw: 'bytea',
      },
      rows: [[6, 'item 6', '1.50', { a: 1 }, '2026-01-02 03:04:05+00', '9007199254740993', '[2 bytes]']],
      note: 'more rows: only the first 1 are here',
    });
  });

  it.each([
    "INSERT INTO orders (item) VALUES ('x')",
    "WITH x AS (INSERT INTO secret VALUES ('x') RETURNING *) SELECT * FROM x",
    'WITH x AS (DELETE FROM secret RETURNING *) SELECT * FROM x',
    'SELECT put()',
    "SELECT nextval('orders_id_seq')",
    'SELECT * INTO evil FROM orders',
    'SELECT * FROM orders FOR UPDATE',
    'CREATE TABLE evil (a int)',
    'COPY secret TO PROGRAM $$sh$$',
    "COPY secret TO '/tmp/evil'",
    "DO $$ BEGIN INSERT INTO secret VALUES ('x'); END $$",
    'SET transaction_read_only = off',
    'COMMIT',
    'SELECT 1; DROP TABLE orders',
    "SELECT 1; INSERT INTO secret VALUES ('x')",
    "SELECT set_config('transaction_read_only', 'off', false)",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT * FROM pg_ls_dir('/')",
    "SELECT lo_import('/etc/passwd')",
    'SELECT pg_terminate_backend(1)',
    "SELECT query_to_xml('DELETE FROM secret', true, true, '')",
    'SELECT U&"pg\\005fread\\005ffile"(\'/etc/passwd\')',
    'ANALYZE DELETE FROM secret',
    'EXPLAIN ANALYZE DELETE FROM secret',
    '',
  ])('refuses what is no reading: %s', async (sql) => {
    const before = await state();
    expect(await run(open(), 'query', sql)).toMatchObject({ outcome: 'failed', noEffect: true });
    expect(await state()).toEqual(before);
  });
});

describe('a list of tables in PostgreSQL', () => {
  const tables = ['orders', 'public_people'];

  it.each([
    ['SELECT count(*) FROM orders', 200],
    ['SELECT count(*) FROM public.orders AS secret', 200],
    ['SELECT id FROM public_people', 1],
    ['SELECT max(o.id) FROM orders o JOIN public_people p ON p.id = o.who WHERE lower(item) LIKE $$item%$$', 200],
    ['WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 9) SELECT max(n) FROM n', 9],
  ])('allows %s', async (sql, first) => {
    const result = await run(open({ tables }), 'query', sql);
    expect(result.outcome, result.text).toBe('ok');
    expect(JSON.parse(result.text).rows[0][0]).toBe(first);
  });

  it.each([
    'SELECT * FROM secret',
    'SELECT * FROM "secret"',
    'SELECT * FROM back.orders',
    'TABLE secret',
    'SELECT (SELECT x FROM secret) FROM orders',
    'SELECT EXISTS (SELECT FROM secret)',
    'WITH orders AS (SELECT x FROM secret) SELECT * FROM orders',
    'SELECT name FROM people',
    'WITH public_people AS (SELECT name FROM people) SELECT * FROM public_people',
    'SELECT name FROM names',
    'SELECT count(*) FROM names',
    'SELECT * FROM peek',
    'SELECT * FROM told',
    'SELECT tell()',
    'SELECT tell_slowly()',
    "SELECT table_to_xml('secret', true, true, '')",
    "SELECT * FROM ts_stat('SELECT x::tsvector FROM secret')",
    'SELECT * FROM pg_stat_activity',
    'SELECT * FROM pg_catalog.pg_class',
    'SELECT * FROM information_schema.tables',
    'SELECT * FROM pg_settings',
  ])('refuses %s', async (sql) => {
    const result = await run(open({ tables }), 'query', sql);
    expect(result).toMatchObject({ outcome: 'failed', noEffect: true });
    expect(result.text).not.toContain('hidden');
  });
});

describe('writing to PostgreSQL', () => {
  it('changes rows of listed tables alone, once, and says how many', async () => {
    const source = open({ access: 'write', tables: ['orders'] });
    const inserted = await run(source, 'execute', 'INSERT INTO orders (item, who) VALUES ($1, $2) RETURNING item', [
      'tea',
      1,
    ]);
    expect(inserted.outcome, inserted.text).toBe('ok');
    expect(JSON.parse(inserted.text)).toEqual({ changed: 1, returned: { columns: { item: 'text' }, rows: [['tea']] } });
    expect((await run(source, 'execute', 'DELETE FROM orders WHERE item = $1', ['tea'])).text).toBe('{"changed":1}');
    const before = await state();
    for (const sql of [
      'DELETE FROM secret',
      'INSERT INTO orders (item) SELECT x FROM secret',
      'INSERT INTO orders (item) VALUES (tell_slowly())',
      "SELECT setval('orders_id_seq', 1)",
      'WITH x AS (DELETE FROM orders RETURNING *) SELECT * FROM x',
      'DROP TABLE orders',
      'TRUNCATE orders',
      'CREATE TABLE evil AS SELECT 1',
      'INSERT INTO orders (who) VALUES (99)',
      'DELETE FROM orders; DELETE FROM secret',
      'SELECT 1',
    ]) {
      expect(await run(source, 'execute', sql), sql).toMatchObject({ outcome: 'failed', noEffect: true });
    }
    expect(await state()).toEqual(before);
  });

  it('is kept by the grants of the role, whatever the agent file allows', async () => {
    const source = open({ access: 'write' }, server.url('postgres', 'reader'));
    expect((await run(source, 'execute', 'DELETE FROM orders')).text).toMatch(/permission denied/);
    expect((await run(source, 'query', 'SELECT * FROM secret')).text).toMatch(/permission denied/);
    const asNarrow = open({}, `${server.url('postgres', 'reader')}?options=-c%20role%3Dnarrow`);
    expect((await run(asNarrow, 'query', 'SELECT * FROM orders')).text).toMatch(/permission denied/);
    expect((await run(asNarrow, 'query', 'SELECT name FROM people')).outcome).toBe('ok');
  });
});

const ENDLESS = 'SELECT count(*) FROM generate_series(1, 100000000) a, generate_series(1, 100000000) b';
const busy = () =>
  server.rows(
    "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%FETCH%' AND pid <> pg_backend_pid()",
  );

describe('what takes too long or is too large', () => {
  it('is stopped by the server at the limit', async () => {
    const result = await run(open({ timeoutMs: 1_000 }), 'query', ENDLESS);
    expect(result).toMatchObject({ outcome: 'failed', noEffect: true });
    expect(result.text).toMatch(/did not finish within 1000 ms/);
  });

  it('is stopped when it is no longer wanted, on the server too', async () => {
    const controller = new AbortController();
    const running = run(open({ timeoutMs: 60_000 }), 'query', ENDLESS, [], controller.signal);
    await eventually('the server works on it', async () => String((await busy())[0]?.[0]) === '1');
    controller.abort(new Error('enough'));
    expect(await running).toMatchObject({ outcome: 'broken', noEffect: true });
    await eventually('the server stops working on it', async () => String((await busy())[0]?.[0]) === '0');
  });

  it('is cut when rows are huge, and refused when one is beyond all bounds', async () => {
    const source = open({ maxRows: 1_000 });
    const result = await run(source, 'query', "SELECT repeat('x', 100000) FROM generate_series(1, 1000)");
    expect(result.outcome, result.text).toBe('ok');
    expect(result.text.length).toBeLessThan(70_000);
    expect(JSON.parse(result.text).note).toMatch(/for they are large/);
    const beyond = await run(source, 'query', 'SELECT repeat(item, 5000000) FROM orders');
    expect(beyond).toMatchObject({ outcome: 'failed', noEffect: true });
  });

  it('is not tried at an address where nobody answers, and the address is not said', async () => {
    const source = open({}, 'postgres://u:p4ssw0rd@127.0.0.1:1/none');
    const result = await run(source, 'query', 'SELECT 1');
    expect(result).toMatchObject({ outcome: 'broken', noEffect: true });
    expect(result.text).toMatch(/^The database shop cannot be reached/);
    expect(result.text).not.toContain('p4ssw0rd');
    await expect(source.list(new AbortController().signal)).rejects.toThrow(/cannot be reached/);
  });
});
