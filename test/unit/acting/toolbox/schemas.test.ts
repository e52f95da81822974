import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../../../agents/acting/toolbox/schema/check-arguments.ts';
import { matchesPattern } from '../../../../agents/acting/toolbox/schema/timed-pattern.ts';
import { vetSchema } from '../../../../agents/acting/toolbox/schema/vet-schema.ts';
import { toolNames } from '../../../../agents/acting/toolbox/tool-names.ts';

const check = (schema: object, value: unknown) => problemsOf(vetSchema(schema), value, matchesPattern);
const property = (schema: object) => ({ type: 'object', properties: { x: schema } });
const deep = (levels: number): object => (levels === 0 ? {} : { type: 'object', properties: { x: deep(levels - 1) } });

describe('a schema of a stranger', () => {
  test.each([
    ['refers elsewhere', property({ $ref: 'https://evil.example/x.json' }), 'https://evil.example/x.json'],
    ['refers to a file', property({ $ref: 'file:///etc/passwd' }), 'file:///etc/passwd'],
    ['refers to nothing', property({ $ref: '#/$defs/none' }), '#/$defs/none'],
    ['is no object', { type: 'string' }, '"string"'],
    ['has a type there is not', property({ type: 'strnig' }), '"strnig"'],
    ['requires what it forbids', { type: 'object', required: ['a'], additionalProperties: false }, '"a"'],
    ['allows nothing', property({ enum: [] }), '[]'],
    ['has a pattern that is none', property({ type: 'string', pattern: '(' }), '"("'],
    ['is too deep', deep(60), '40 levels'],
    ['is too large', property({ enum: Array.from({ length: 30_000 }, (_, index) => `v${index}`) }), 'characters'],
    [
      'has too many parts',
      { type: 'object', properties: Object.fromEntries(Array.from({ length: 6_000 }, (_, i) => [`p${i}`, {}])) },
      '5000 parts',
    ],
    ['resolves while checking', property({ $dynamicRef: '#x' }), '$dynamicRef'],
    ['has no table where one belongs', { type: 'object', properties: ['a'] }, '["a"]'],
  ])('that %s is refused with a sentence', (_, schema, named) => {
    expect(() => vetSchema(schema)).toThrow(named);
  });

  test('that holds itself is refused', () => {
    const schema: Record<string, unknown> = { type: 'object' };
    schema.properties = { x: schema };
    expect(() => vetSchema(schema)).toThrow('holds itself');
  });

  test('whose pattern would run for ever is cut off, and refuses what it cannot check', () => {
    const schema = property({ type: 'string', pattern: '^(a+)+$' });
    expect(check(schema, { x: `${'a'.repeat(60)}b` })[0]).toContain('takes too long');
  });

  test('that folds into itself ends at its bound', () => {
    const defs = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `d${index}`,
        { allOf: [{ $ref: `#/$defs/d${index + 1}` }, { $ref: `#/$defs/d${index + 1}` }] },
      ]),
    );
    const schema = { type: 'object', $defs: { ...defs, d30: {} }, properties: { x: { $ref: '#/$defs/d0' } } };
    expect(check(schema, { x: 1 })[0]).toContain('cannot be checked');
    expect(check({ type: 'object', allOf: [{ $ref: '#' }] }, {})[0]).toContain('cannot be checked');
  });

  test('never makes checking throw, whatever it and the arguments are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (schema, value) => {
        let vetted: ReturnType<typeof vetSchema>;
        try {
          vetted = vetSchema({ type: 'object', properties: { x: schema } });
        } catch (error) {
          return error instanceof Error && error.name === 'SchemaRefused';
        }
        return Array.isArray(problemsOf(vetted, { x: value }, matchesPattern));
      }),
    );
  });
});

describe('arguments', () => {
  const appointment = {
    type: 'object',
    properties: {
      day: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
      guests: { type: 'integer', minimum: 1, maximum: 8 },
      kind: { enum: ['lunch', 'dinner'] },
      notes: { type: ['string', 'null'], maxLength: 5 },
      dishes: { type: 'array', items: { $ref: '#/$defs/dish' }, maxItems: 2, uniqueItems: true },
    },
    required: ['day'],
    additionalProperties: false,
    $defs: { dish: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } },
  };
  test.each([
    [{ day: '2026-11-20', guests: 2, kind: 'lunch', notes: null, dishes: [{ name: 'soup' }] }, undefined],
    [{}, '"day" is missing.'],
    [{ day: 'Friday' }, '"day" is "Friday" and does not match'],
    [{ day: '2026-11-20', guests: 9 }, '"guests" is 9 and must be at most 8.'],
    [{ day: '2026-11-20', guests: 1.5 }, '"guests" is 1.5 and not integer.'],
    [{ day: '2026-11-20', kind: 'tea' }, '"kind" is "tea" and must be one of ["lunch","dinner"].'],
    [{ day: '2026-11-20', notes: 'too long' }, 'at most 5 characters'],
    [{ day: '2026-11-20', dishes: [{ name: 5 }] }, '"dishes[0].name" is 5 and not string.'],
    [{ day: '2026-11-20', dishes: [{ name: 'a' }, { name: 'a' }] }, 'holds something twice'],
    [{ day: '2026-11-20', colour: 'red' }, '"colour" is no argument here'],
    [['2026-11-20'], 'The whole is ["2026-11-20"] and not object.'],
  ])('%j: %s', (value, problem) => {
    const problems = check(appointment, value);
    if (problem === undefined) expect(problems).toEqual([]);
    else expect(problems.join(' ')).toContain(problem);
  });

  test('choices, conditions and dependencies are understood', () => {
    expect(check(property({ anyOf: [{ type: 'string' }, { type: 'null' }] }), { x: 5 })[0]).toContain('fits none of 2');
    expect(check(property({ oneOf: [{ type: 'number' }, { minimum: 3 }] }), { x: 5 })[0]).toContain('fits 2');
    expect(check(property({ not: { const: 5 } }), { x: 5 })[0]).toContain('may not be');
    expect(check({ type: 'object', dependentRequired: { a: ['b'] } }, { a: 1 })[0]).toContain('"b" is missing');
    const conditional = JSON.parse('{"type":"object","if":{"required":["a"]},"then":{"required":["b"]}}');
    expect(check(conditional, { a: 1 })[0]).toContain('"b" is missing');
    expect(check(conditional, {})).toEqual([]);
    expect(check(property({ type: 'string', nullable: true }), { x: null })).toEqual([]);
  });

  test('a field called like a part of every object is only a field', () => {
    const schema = vetSchema(JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"}}}'));
    expect(problemsOf(schema, JSON.parse('{"__proto__":5}'), matchesPattern)[0]).toContain('"__proto__" is 5');
    expect(check({ type: 'object', required: ['toString'] }, {})[0]).toContain('"toString" is missing');
  });
});

describe('names', () => {
  const names = (source: string, operations: string[], taken: string[] = [], always = false) => [
    ...toolNames(source, operations, new Set(taken), always).values(),
  ];
  test('are the source and the operation', () => {
    expect(names('crm', ['find', 'get.user'])).toEqual(['crm_find', 'crm_get_user']);
  });
  test('are unique, at most 64 long, and do not depend on the order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 100 }), { maxLength: 30 }), (operations) => {
        const forward = toolNames('crm', operations, new Set(), false);
        const backward = toolNames('crm', operations.toReversed(), new Set(), false);
        for (const [operation, name] of forward) {
          expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
          expect(backward.get(operation)).toBe(name);
        }
      }),
    );
    expect(new Set(names('crm', ['a.b', 'a b', 'a_b'])).size).toBe(3);
    expect(names('crm', ['a.b', 'a_b'])[1]).toBe('crm_a_b');
  });
  test('of what the agent has already are marked', () => {
    expect(names('call', ['person'], ['call_person'])[0]).toMatch(/^call_person_[0-9a-f]{8}$/);
  });
});
