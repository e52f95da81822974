import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Routing } from '../../../agents/call/routing.ts';
import { agentFile } from '../../../agents/catalog/agent-definition.ts';
import { ScriptedModel, type ScriptedStep } from '../../support/scripted-model.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const desk = agentFile.parse({
  name: 'desk',
  title: 'Desk',
  description: 'd',
  instructions: 'i',
  greeting: 'Hi.',
  specialists: [{ agent: 'billing', when: ['my bill'], description: 'Bills.' }],
});
const QUESTION = 'there is a charge I do not know';

function routing(...steps: ScriptedStep[]) {
  const router = new ScriptedModel(...steps);
  const usual = new ScriptedModel();
  const planner = new ScriptedModel();
  const route = new Routing({
    agent: () => desk,
    tools: () => new Set(['start_task']),
    router,
    planner,
    signal: new AbortController().signal,
  });
  return { route, router, usual, planner };
}

describe('the way of a turn in a call', () => {
  it('is what the small model said of exactly these words while they were not over yet', async () => {
    const { route, router } = routing('billing');
    expect(route.ahead(QUESTION).route).toBe('talker');
    await vi.advanceTimersByTimeAsync(0);
    expect(route.of(QUESTION)).toMatchObject({ route: 'specialist', to: 'billing' });
    expect(route.of(`${QUESTION} yet`).route).toBe('talker');
    route.ahead(QUESTION);
    expect(router.requests).toHaveLength(1);
  });
  it('is never waited for: a turn that is over before the model says anything stays with the agent', () => {
    const { route } = routing({ text: 'billing', waitMs: 100 });
    route.ahead(QUESTION);
    expect(route.of(QUESTION).route).toBe('talker');
  });
  it('is not asked of a model where rules know it, nor for a word or two', () => {
    const { route, router } = routing();
    expect(route.ahead('it is about my bill').route).toBe('specialist');
    route.ahead('yes please');
    expect(router.requests).toHaveLength(0);
  });
  it('leads to the larger model where the turn needs thought', () => {
    const { route, usual, planner } = routing();
    expect(route.modelFor('what time is it', usual)).toBe(usual);
    expect(route.modelFor('first of all book a table and then tell Bob', usual)).toBe(planner);
  });
});
