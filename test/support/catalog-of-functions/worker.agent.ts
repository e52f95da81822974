/** An agent whose functions do what functions should not, for tests of where they run and whom that harms. */
import { writeFileSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import { z } from 'zod';
import { defineTool, type Tool, type ToolContext } from '../../../agents/acting/tool.ts';
import { defineAgent } from '../../../agents/catalog/agent-definition.ts';

let counted = 0;
const done = new Map<string, string>();

const nothing = z.object({});
/** `mark` is a file that shows that it has begun. */
const marked = z.object({ mark: z.string() });
const read = <P extends z.ZodType>(
  name: string,
  parameters: P,
  run: (input: z.output<P>, context: ToolContext) => Promise<string>,
  given: Partial<Tool<P>> = {},
) =>
  defineTool({
    name,
    description: name,
    label: name,
    parameters,
    tier: 'read',
    deadlineMs: 60_000,
    honoursKey: true,
    ...given,
    run,
  }) as Tool;
const write = { tier: 'write-constrained', honoursKey: false } as const;

async function spin({ mark }: { mark: string }): Promise<string> {
  writeFileSync(mark, '');
  for (;;);
}

export default defineAgent({
  name: 'worker',
  title: 'Worker',
  description: 'Works.',
  instructions: 'Work.',
  greeting: 'Hello.',
  tools: [
    'get_time',
    read('where', nothing, async (_, { callId, userId, agent, callKey, timeZone, nowMs }) =>
      JSON.stringify({ pid: process.pid, threadId, callId, userId, agent, callKey, timeZone, nowMs }),
    ),
    read('count', nothing, async () => String(++counted), write),
    read('spin', marked, spin),
    read('spin_and_write', marked, spin, write),
    read('spin_with_key', marked, spin, {
      tier: 'write-constrained',
      lookUp: async (_, { callKey }) => ({ state: 'done', text: `surely done for ${callKey}` }),
    }),
    read('spin_until_late', marked, spin, { ...write, deadlineMs: 1_500 }),
    read('wait_for_ever', marked, async ({ mark }) => {
      writeFileSync(mark, '');
      return await new Promise<never>(() => {});
    }),
    read('fail_later', nothing, async () => {
      setTimeout(() => {
        throw new Error('nobody waits for me');
      }, 0);
      void Promise.reject(new Error('nor for me'));
      return 'as if all were well';
    }),
    read(
      'hoard',
      nothing,
      async () => {
        const hoard: number[][] = [];
        for (;;) hoard.push(new Array<number>(1_000_000).fill(0.5));
      },
      write,
    ),
    read('leave', nothing, async () => process.exit(3), write),
    read('refuse', nothing, async () => Promise.reject(new Error('the office is closed')), write),
    read(
      'keep',
      z.object({ what: z.string() }),
      async ({ what }, { callKey }) => {
        done.set(callKey, what);
        return `kept ${what}`;
      },
      {
        tier: 'write-constrained',
        lookUp: async (_, { callKey }) => {
          const text = done.get(callKey);
          return text === undefined ? { state: 'not-done' } : { state: 'done', text };
        },
        undo: async (_, result, { callKey }) => {
          done.delete(callKey);
          return `no longer ${result}`;
        },
      },
    ),
    read(
      'weekday',
      z.object({ day: z.iso.date().transform((day) => new Date(day)) }),
      async ({ day }) => String(day.getUTCDay()),
      { readBack: ({ day }) => `I would look up ${day.toISOString()}.` },
    ),
    read('remember_it', z.object({ fact: z.string() }), async ({ fact }, { memory, userId, callId, signal }) => {
      const provenance = { source: 'caller', id: userId } as const;
      const facts = { userId, sessionId: callId, scope: 'long-term', kind: 'fact', content: fact, provenance } as const;
      return (await memory.remember(facts, signal)).content.private;
    }),
    read('ask_a_person', nothing, async (_, { requestPerson }) => {
      requestPerson('somebody should come');
      return 'somebody comes';
    }),
    read('beside_the_call', nothing, async () => String(threadId), { runsIn: 'call' }),
  ],
});
