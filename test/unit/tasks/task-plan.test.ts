/** Plans as they are read and resolved, and whether what they would write was said or seen. */
import { describe, expect, it } from 'vitest';
import { type KnownTool, readTaskPlan, resolveReferences } from '../../../agents/planning/task-plan.ts';
import { unfounded } from '../../../agents/tasks/grounding.ts';

const tools = new Map<string, KnownTool>([
  [
    'find',
    { name: 'find', problemWith: (input) => (JSON.stringify(input) === '{"q":"x"}' ? undefined : 'q is not x') },
  ],
]);
const read = (steps: object[]) => readTaskPlan(JSON.stringify({ steps }), tools);

describe('a plan', () => {
  it('is read from prose and fences, and its references are dependencies', () => {
    const text = `Here:\n\`\`\`json\n${JSON.stringify({
      steps: [
        { id: 'a', tool: 'find', arguments: { q: 'x' } },
        { id: 'b', tool: 'find', arguments: { q: { $from: 'a', path: 'items.0' } } },
      ],
    })}\n\`\`\``;
    expect(readTaskPlan(text, tools)).toMatchObject({ steps: [{ dependsOn: [] }, { dependsOn: ['a'] }] });
  });
  it('is refused with every reason at once', () => {
    const problems = read([
      { id: 'a', tool: 'find', arguments: { q: 'y' } },
      { id: 'a', tool: 'fly', arguments: {} },
      { id: 'b', tool: 'find', arguments: { q: { $from: 'c' } }, dependsOn: ['b'] },
    ]);
    expect(problems).toMatch(/arguments of step a are not valid: q is not x/);
    expect(problems).toMatch(/Two steps are called "a"/);
    expect(problems).toMatch(/"fly", which is no tool. The tools are: find/);
    expect(problems).toMatch(/needs "b", which is no step before it/);
    expect(problems).toMatch(/needs "c", which is no step before it/);
  });
  it.each(['', 'no', '{"steps": [', '{"steps": "all"}', '[]', '{"plan": []}'])('is not found in %j', (text) => {
    expect(typeof readTaskPlan(text, tools)).toBe('string');
  });
  it('takes parts of results, and says when there is no such part', () => {
    const resultOf = (step: string) => ({ a: '{"items":[{"id":"A-7"}]}', b: 'words' })[step];
    expect(resolveReferences({ id: { $from: 'a', path: 'items.0.id' }, all: [{ $from: 'b' }] }, resultOf)).toEqual({
      id: 'A-7',
      all: ['words'],
    });
    for (const [reference, why] of [
      [{ $from: 'a', path: 'items.1.id' }, /has no part/],
      [{ $from: 'a', path: '__proto__' }, /has no part/],
      [{ $from: 'b', path: 'x' }, /is text/],
      [{ $from: 'z' }, /no result/],
    ] as const)
      expect(() => resolveReferences(reference, resultOf)).toThrow(why);
  });
});

describe('what a plan would write', () => {
  const goal = 'Refund order A-1042 of anna@example.com, 1,200.50 euros, on 2026-03-04';
  it.each([
    [{ order: 'A-1042', mail: 'Anna@Example.com', amount: 1200.5, on: '2026-03-04' }, []],
    [{ order: 'A-1043' }, ['A-1043']],
    [{ mail: 'eve@example.com' }, ['eve@example.com']],
    [{ amount: 12_000 }, ['12000']],
    [{ on: '2026-03-05' }, ['2026-03-05']],
    [{ note: 'give 900 euros to her' }, ['900']],
    [{ copies: 2, note: 'twice' }, []],
    [{ deep: [{ order: 'A-1042' }, { order: 'B-9' }] }, ['B-9']],
  ])('%j holds what nobody said: %j', (input, missing) => {
    expect(unfounded(input, [goal])).toEqual(missing);
  });
  it('may come from a result as well', () => {
    expect(unfounded({ order: 'B-9' }, [goal, '{"order":"B-9"}'])).toEqual([]);
  });
});
