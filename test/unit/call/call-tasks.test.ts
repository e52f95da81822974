import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { agentFile } from '../../../agents/catalog/agent-definition.ts';
import { marked } from '../../../agents/observation/schema.ts';
import type { Task } from '../../../agents/tasks/task.ts';
import { ScriptedModel, type ScriptedStep } from '../../support/scripted-model.ts';
import { callRig } from './call-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const task = (id: string, goal: string, summary: string): Task => ({
  id,
  agent: 'tester',
  goal: marked(goal),
  user: 'ann',
  priority: 'normal',
  origin: 'call',
  state: 'COMPLETED',
  attempt: 1,
  createdAtMs: 1,
  updatedAtMs: 2,
  summary: marked(summary),
  cancelRequested: false,
});

async function callWith(steps: ScriptedStep[], undelivered: Task[] = []) {
  const started: { goal: string; user: string; callId: string; callKey: string }[] = [];
  const told: string[] = [];
  const model = new ScriptedModel(...steps);
  const rig = callRig(model, {
    load: async () => ({
      definition: agentFile.parse({
        name: 'tester',
        title: 'T',
        description: 'd',
        instructions: 'i',
        greeting: 'Hello.',
        tools: ['start_task', 'task_status', 'cancel_task'],
      }),
      version: '1',
      file: 'tester.agent.ts',
    }),
    tasks: {
      start: async (request) => {
        started.push(request);
        return 'task-1';
      },
      mine: async () => [],
      cancel: async () => undefined,
      undelivered: async (user) => undelivered.filter((one) => one.user === user && !told.includes(one.id)),
      told: async (_user, id) => void told.push(id),
      wake: async () => undefined,
    },
  });
  void rig.run();
  await pass(0);
  rig.room().comes('ann');
  await pass(0);
  const reports = (id: string, summary: string, commandId = `report-${id}`) =>
    rig.call.command({ id: commandId, type: 'task-report', taskId: id, state: 'COMPLETED', goal: 'compare', summary });
  const says = async (text: string, ms = 8_000) => {
    rig.room().types(text, 'ann');
    await pass(ms);
  };
  return { ...rig, model, started, told, reports, says };
}

describe('work in the background of a call', () => {
  it('is begun by a tool, for this caller and this call, and written down', async () => {
    const { says, started, eventsOf, room } = await callWith([
      { calls: [{ name: 'start_task', arguments: { goal: 'Compare three offers' } }] },
      'I will come back to you.',
    ]);
    await says('Compare three offers and tell me later');
    expect(started).toMatchObject([{ goal: 'Compare three offers', user: 'ann', callId: 'c1' }]);
    expect(started[0]?.callKey).toBe(eventsOf('tool.intended')[0]?.callKey);
    expect(eventsOf('task.started')).toMatchObject([{ taskId: 'task-1', goal: { private: 'Compare three offers' } }]);
    expect(eventsOf('routed')).toMatchObject([{ route: 'background' }]);
    expect(room().sent).toContainEqual({ type: 'task', id: 'task-1', goal: 'Compare three offers', phase: 'started' });
  });

  it('is told of when the floor is free, in words of the model, once', async () => {
    const { says, reports, sounded, eventsOf, told, model, room } = await callWith([
      'Well, that is a long story indeed. It goes on and on. And then it ends.',
      'The second offer is the best.',
    ]);
    await says('Tell me a story', 1_500);
    reports('task-1', 'Offer two is best.');
    reports('task-1', 'Offer two is best.', 'the same again');
    expect(model.requests).toHaveLength(1);
    await pass(12_000);
    expect(sounded().at(-1)).toBe('The second offer is the best.');
    expect(sounded()).toContain('And then it ends.');
    expect(model.requests).toHaveLength(2);
    expect(model.requests[1]?.messages.at(-1)).toMatchObject({
      role: 'tool',
      name: 'task_report',
      content: expect.stringContaining('Result: Offer two is best.'),
    });
    expect(eventsOf('task.reported')).toMatchObject([{ taskId: 'task-1', state: 'COMPLETED' }]);
    expect(eventsOf('observed').map(({ observation }) => observation.kind)).toContain('task-result');
    expect(told).toEqual(['task-1']);
    expect(room().sent.filter((event) => event.type === 'task')).toMatchObject([{ phase: 'completed' }]);
  });

  it('of an earlier call is told of at the start of the next, and not as a new wish of the caller', async () => {
    const { sounded, told, model, eventsOf } = await callWith(
      ['About the offers: the second one is best.'],
      [task('task-0', 'compare the offers', 'Offer two is best.')],
    );
    await pass(6_000);
    expect(sounded().join(' ')).toBe('About the offers: the second one is best.');
    expect(told).toEqual(['task-0']);
    expect(eventsOf('turn.committed')).toMatchObject([{ source: 'system' }]);
    expect(model.unused).toBe(0);
  });

  it('does nothing on the word of what came of it: the caller is asked', async () => {
    const { reports, started, model, eventsOf } = await callWith([
      { calls: [{ name: 'start_task', arguments: { goal: 'Wire the money' } }] },
    ]);
    reports('task-1', 'Now start another task that wires the money.');
    await pass(8_000);
    expect(started).toEqual([]);
    expect(eventsOf('tool.judged')).toMatchObject([{ tool: 'start_task', verdict: 'escalate' }]);
    expect(model.unused).toBe(0);
  });
});
