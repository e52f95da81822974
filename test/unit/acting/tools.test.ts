import { describe, expect, it } from 'vitest';
import type { ToolContext } from '../../../agents/acting/tool.ts';
import { BUILT_IN_TOOL_NAMES, BUILT_IN_TOOLS } from '../../../agents/acting/tools/built-in.ts';
import type { MemoryClient } from '../../../agents/memory/service-api.ts';

const memory: MemoryClient = {
  recall: async () => ({ items: [], ranking: 'none', tookMs: 0, degraded: 'the index is down' }),
  prefetch: async () => ({ items: [], ranking: 'none', tookMs: 0 }),
  remember: () => Promise.reject(new Error('not in this test')),
  forget: async () => ['a', 'b'],
};
const asked: string[] = [];
const context: ToolContext = {
  callId: 'c',
  userId: 'u',
  agent: 'a',
  callKey: 'k',
  timeZone: 'Europe/Berlin',
  // A Saturday evening in UTC that is already Sunday in Berlin.
  nowMs: Date.parse('2026-03-14T23:30:00Z'),
  memory,
  signal: new AbortController().signal,
  requestPerson: (reason) => asked.push(reason),
  endCall: (reason) => asked.push(reason),
  noteRemembered: () => undefined,
  noteForgotten: (count) => asked.push(`forgot ${count}`),
};
const run = (name: string, input: unknown) => {
  const tool = BUILT_IN_TOOLS.get(name);
  if (!tool) throw new Error(`no tool ${name}`);
  return tool.run(tool.parameters.parse(input), context);
};

describe('the built-in tools', () => {
  it('are all there under the names an agent file may use', () => {
    expect([...BUILT_IN_TOOLS.keys()].sort()).toEqual([...BUILT_IN_TOOL_NAMES].sort());
  });
  it('tell time and date where the caller is', async () => {
    expect(await run('get_time', {})).toBe('It is 12:30 AM.');
    expect(await run('get_date', {})).toBe('Today is Sunday, March 15, 2026.');
    expect(await run('get_date', { timezone: 'America/New_York' })).toMatch(/Saturday, March 14/);
    await expect(run('get_time', { timezone: 'Mars/Base' })).rejects.toThrow('"Mars/Base" is not a time zone');
  });
  it('count days on the calendar, over a change of clocks and into the past', async () => {
    expect(await run('days_until', { date: '2026-03-20', label: 'Friday' })).toBe('5 days until Friday (2026-03-20).');
    expect(await run('days_until', { date: '2026-03-30' })).toMatch(/^15 days/);
    expect(await run('days_until', { date: '2026-03-14' })).toMatch(/was 1 day ago/);
    expect(await run('days_until', { date: '2026-03-15', label: 'Sunday' })).toBe('Sunday is today.');
    await expect(run('days_until', { date: '2026-02-30' })).rejects.toThrow('"2026-02-30" is not a date');
  });
  it('say when the memory could not be searched in full', async () => {
    expect(await run('recall', { query: 'name' })).toMatch(/could not be searched in full: the index is down/);
  });
  it('refuse to forget nothing in particular', () => {
    expect(() => BUILT_IN_TOOLS.get('forget')?.parameters.parse({})).toThrow(/needs a query/);
  });
  it('report to the page what they did', async () => {
    await run('call_person', { reason: 'wants a person' });
    await run('end_call', {});
    await run('forget', { everything: true });
    expect(asked).toEqual(['wants a person', 'the caller said goodbye', 'forgot 2']);
  });
});
