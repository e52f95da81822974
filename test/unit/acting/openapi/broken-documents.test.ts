/** OpenAPI documents with mistakes, and with malice: what is right is offered, what is wrong is named with its place. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOpenApiSource } from '../../../../agents/acting/toolbox/openapi/openapi-source.ts';
import type { SourceTool } from '../../../../agents/acting/toolbox/source.ts';
import { type SourceConfigOf, sourceConfig } from '../../../../agents/acting/toolbox/source-config.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openapi-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(document: unknown, settings: object = {}): Promise<{ tools: SourceTool[]; problems: string[] }> {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  await writeFile(join(folder, 'service.yaml'), text);
  const problems: string[] = [];
  const config = sourceConfig.parse({
    kind: 'openapi',
    name: 'shop',
    document: 'service.yaml',
    ...settings,
  }) as SourceConfigOf<'openapi'>;
  const source = openOpenApiSource(config, {
    env: () => 'a-secret-value',
    catalogDir: folder,
    log: { warn: (fields) => problems.push(String(fields.problem)) },
    nowMs: () => 0,
  });
  const tools = await source.list(new AbortController().signal);
  await source.close();
  return { tools, problems };
}
const document = (paths: object, more: object = {}) => ({
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  servers: [{ url: 'http://127.0.0.1:9/api/' }],
  paths,
  ...more,
});
const good = { get: { operationId: 'good', responses: {} } };
const bodyOf = (schema: unknown) => ({
  post: { operationId: 'write', requestBody: { required: true, content: { 'application/json': { schema } } } },
});

describe('a document as a whole', () => {
  it('may be YAML, with anchors', async () => {
    const { tools } = await read(`
openapi: 3.0.1
info: {title: Shop, version: '1'}
servers: [{url: 'http://127.0.0.1:9'}]
x-limit: &limit {name: limit, in: query, schema: {type: integer}}
paths:
  /a: {get: {operationId: listA, parameters: [*limit]}}
`);
    expect(tools[0]?.jsonSchema.properties).toEqual({ limit: { type: 'integer' } });
  });

  it.each([
    ['openapi: 3.0.0\n  paths: [', /neither JSON nor YAML: .* at line 1/],
    ['just words', /is not an object/],
    [{ swagger: '2.0', paths: {} }, /says "swagger: 2\.0"; versions 3\.0 and 3\.1 are read/],
    [{ openapi: '3.0.0' }, /no paths at "#\/paths"/],
    [document({}), /has no usable operation/],
    [document({ '/a': good }, { servers: [] }), /names no server at "#\/servers\/0\/url": set baseUrl/],
    [
      document({ '/a': good }, { servers: [{ url: '/relative' }] }),
      /"\/relative" at "#\/servers\/0\/url" is no web address/,
    ],
    [document({ '/a': good }, { servers: [{ url: 'file:///etc/passwd' }] }), /is no web address/],
    [document({ '/a': good }, { servers: [{ url: 'https://{host}' }] }), /variable \{host\}.* has no default/],
  ])('that is broken is refused with a sentence (%#)', async (broken, message) => {
    await expect(read(broken)).rejects.toThrow(message);
  });

  it('that unfolds into thousands of millions of things is refused', async () => {
    const lines = ['openapi: 3.0.0', 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let n = 1; n < 12; n += 1)
      lines.push(
        `a${n}: &a${n} [${Array(10)
          .fill(`*a${n - 1}`)
          .join(', ')}]`,
      );
    lines.push('paths: {}');
    await expect(read(lines.join('\n'))).rejects.toThrow(/cannot be unfolded/);
  });

  it('that is not there is refused with its name', async () => {
    await expect(read({}, { document: 'missing.yaml' })).rejects.toThrow(/missing\.yaml cannot be read: ENOENT/);
    await expect(read({}, { document: 'http://127.0.0.1:9/openapi.json' })).rejects.toThrow(
      /127\.0\.0\.1:9.* cannot be fetched/,
    );
  });

  it('from the web may not choose another host for the credentials', async () => {
    const server = createServer((_request, response) => response.end(JSON.stringify(document({ '/a': good }))));
    server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/openapi.json`;
    const auth = { scheme: 'bearer', tokenEnv: 'TOKEN' };
    await expect(read({}, { document: url, auth })).rejects.toThrow(
      /would have credentials sent to http:\/\/127\.0\.0\.1:9:/,
    );
    expect((await read({}, { document: url, auth, baseUrl: 'http://127.0.0.1:9' })).tools).toHaveLength(1);
    server.close();
  });
});

describe('one broken operation', () => {
  it.each<[string, object, RegExp]>([
    ['a reference to nothing', bodyOf({ $ref: '#/components/schemas/None' }), /names nothing/],
    [
      'a reference out of the document',
      bodyOf({ $ref: 'https://evil.example/x.json' }),
      /^#\/paths\/~1b\/post\/requestBody\/content\/application~1json\/schema: the reference "https:\/\/evil\.example\/x\.json" leaves the document/,
    ],
    ['a reference to a file', bodyOf({ $ref: '../../etc/passwd' }), /leaves the document/],
    ['references in a circle', bodyOf({ $ref: '#/components/schemas/Circle' }), /perhaps in a circle/],
    ['a type that is none', bodyOf({ type: 'strang' }), /"strang" is not a type/],
    [
      'a body that cannot be written',
      { post: { requestBody: { required: true, content: { 'multipart/form-data': {} } } } },
      /a body of multipart\/form-data cannot be written/,
    ],
    ['a parameter in no place', { get: {}, parameters: [{ name: 'x', in: 'nowhere' }] }, /"nowhere" is no place/],
    [
      'a style that is not written',
      { get: { parameters: [{ name: 'x', in: 'query', style: 'matrix', schema: {} }] } },
      /the style "matrix"/,
    ],
    ['an operation that is text', { get: 'hello' }, /an operation is an object/],
    ['a server of its own', { get: { servers: [{ url: 'https://evil.example' }] } }, /names a server of its own/],
    ['a name that is taken', { get: { operationId: 'good' } }, /"good" is the name of another one/],
  ])('(%s) is named, and the others are offered', async (_, item, message) => {
    const { tools, problems } = await read(
      document(
        { '/a': good, '/b': item },
        { components: { schemas: { Circle: { $ref: '#/components/schemas/Circle' } } } },
      ),
    );
    expect(tools.map((tool) => tool.operation)).toEqual(['good']);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
  });

  it('does not hide that the agent file names what is not there', async () => {
    const { problems } = await read(document({ '/a': good }), { operations: { gone: {}, good: { undo: 'lost' } } });
    expect(problems).toEqual([
      'The agent file speaks of shop\'s operation "gone", which it has not.',
      '"lost", which undoes "good" by the agent file, is no operation of shop.',
    ]);
  });
});

describe('schemas', () => {
  it('that hold themselves end in "anything"', async () => {
    const { tools, problems } = await read(
      document(
        { '/a': bodyOf({ $ref: '#/components/schemas/Tree' }) },
        {
          components: {
            schemas: {
              Tree: {
                type: 'object',
                properties: {
                  name: { type: 'string' },
                  inside: { type: 'array', items: { $ref: '#/components/schemas/Tree' } },
                },
              },
            },
          },
        },
      ),
    );
    expect(problems).toEqual([]);
    expect(tools[0]?.jsonSchema.properties).toEqual({ name: { type: 'string' }, inside: { type: 'array', items: {} } });
  });

  it('that branch without end are bounded', async () => {
    const schemas: Record<string, object> = {};
    for (let n = 0; n < 30; n += 1) {
      const next = { $ref: `#/components/schemas/L${n + 1}` };
      schemas[`L${n}`] = { type: 'object', properties: { a: next, b: next, c: next } };
    }
    schemas.L30 = { type: 'string' };
    const { tools } = await read(
      document({ '/a': bodyOf({ $ref: '#/components/schemas/L0' }) }, { components: { schemas } }),
    );
    expect(JSON.stringify(tools[0]?.jsonSchema).length).toBeLessThan(200_000);
  });

  it('say null, and bounds, the same way in both versions', async () => {
    const { tools } = await read(
      document({
        '/a': bodyOf({
          type: 'object',
          properties: {
            old: { type: 'integer', nullable: true, minimum: 3, exclusiveMinimum: true, format: 'int64' },
            recent: { type: ['integer', 'null'], exclusiveMinimum: 3 },
          },
        }),
      }),
    );
    expect(tools[0]?.jsonSchema.properties).toEqual({
      old: { anyOf: [{ type: 'integer', exclusiveMinimum: 3 }, { type: 'null' }] },
      recent: { type: ['integer', 'null'], exclusiveMinimum: 3 },
    });
  });

  it('of a body that is no plain object stay whole', async () => {
    const { tools } = await read(document({ '/a': bodyOf({ type: 'array', items: { type: 'string' } }) }));
    expect(tools[0]?.jsonSchema).toMatchObject({ properties: { body: { type: 'array' } }, required: ['body'] });
  });
});
