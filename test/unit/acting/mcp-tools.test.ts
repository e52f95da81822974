import { describe, expect, it } from 'vitest';
import { isOffered, type McpConfig, toolsOf } from '../../../agents/acting/toolbox/mcp/mcp-tools.ts';
import { schemaProblem } from '../../../agents/acting/toolbox/mcp/schema-problem.ts';
import { sourceConfig } from '../../../agents/acting/toolbox/source-config.ts';

function config(more: Record<string, unknown> = {}): McpConfig {
  const parsed = sourceConfig.parse({ kind: 'mcp', name: 'desk', command: ['desk'], ...more });
  if (parsed.kind !== 'mcp') throw new Error('not an MCP source');
  return parsed;
}
const listed = (annotations?: object, more: object = {}): object => ({
  name: 'move',
  inputSchema: { type: 'object' },
  ...(annotations ? { annotations } : {}),
  ...more,
});
const onlyTool = (entry: object, of: McpConfig) => toolsOf([entry], of).tools[0];

describe('the tools of an MCP server', () => {
  it.each([
    [undefined, 'write-broad', false],
    [{ readOnlyHint: true }, 'read', false],
    [{ readOnlyHint: false, destructiveHint: true }, 'write-broad', false],
    [{ readOnlyHint: false }, 'write-broad', false],
    [{ destructiveHint: false }, 'write-constrained', false],
    [{ destructiveHint: false, idempotentHint: true }, 'write-constrained', true],
  ])('have the tier that a trusted server states: %j is %s', (annotations, tier, honoursKey) => {
    expect(onlyTool(listed(annotations), config({ trusted: true }))).toMatchObject({ tier, honoursKey });
  });

  it('are broad writes that honour no key when the server is not trusted, whatever it states', () => {
    const boast = { readOnlyHint: true, idempotentHint: true };
    expect(onlyTool(listed(boast), config())).toMatchObject({ tier: 'write-broad', honoursKey: false });
  });

  it('are what the agent file says of them, against the server and whether it is trusted or not', () => {
    const operations = { move: { tier: 'write-constrained', honoursKey: false, label: 'Moving', deadlineMs: 900 } };
    const boast = { readOnlyHint: true, idempotentHint: true, title: 'MOVE' };
    for (const trusted of [true, false])
      expect(onlyTool(listed(boast), config({ trusted, operations }))).toMatchObject({
        tier: 'write-constrained',
        honoursKey: false,
        label: 'Moving',
        deadlineMs: 900,
      });
  });

  it('have a label of one short line and a description of a bounded length', () => {
    const tool = onlyTool(
      listed(undefined, { title: `a\n${'b'.repeat(500)}`, description: 'c'.repeat(9_000) }),
      config(),
    );
    expect(tool?.label).toMatch(/^a b{78}$/);
    expect(tool?.description).toHaveLength(4_000);
  });

  it('that the agent file speaks of and the server does not list are named', () => {
    const { dropped } = toolsOf([listed()], config({ operations: { mvoe: { tier: 'read' } } }));
    expect(dropped).toEqual(['The agent file speaks of the operation "mvoe", which the server does not list.']);
  });

  it.each([
    ['room_list', undefined, undefined, true],
    ['room_list', ['room_*'], undefined, true],
    ['door_open', ['room_*', 'door_open'], undefined, true],
    ['door_open', ['room_*', 'door'], undefined, false],
    ['room_delete', ['room_*'], ['*_delete', 'room_delete'], false],
    ['room_list', undefined, ['*'], false],
    ['room_list', [], undefined, false],
  ])('are offered by pattern: %s, include %j, exclude %j: %s', (operation, include, exclude, offered) => {
    expect(isOffered(operation, { include, exclude })).toBe(offered);
  });
});

describe('a declared schema', () => {
  it('may refer to itself and may have a property called "$ref"', () => {
    expect(schemaProblem({ type: 'object', properties: { a: { $ref: '#/$defs/x' }, $ref: { type: 'string' } } })).toBe(
      undefined,
    );
  });
  it.each([
    [{}, 'declared as undefined'],
    [{ type: ['object', 'null'] }, 'and not as an object'],
    [{ type: 'object', allOf: [{ $ref: 'file:///etc/passwd' }] }, 'refers to "file:///etc/passwd"'],
    [{ type: 'object', $dynamicRef: 'other.json#x' }, 'lies outside of it'],
    [{ type: 'object', description: 'x'.repeat(70_000) }, 'more than 64000'],
  ])('that cannot be used is explained: %#', (schema, why) => {
    expect(schemaProblem(schema)).toContain(why);
  });
});
