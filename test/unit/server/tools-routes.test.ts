/** Tools over HTTP: who may look, who may switch, and what a toolbox that is gone leads to. */
import { expect, test } from 'vitest';
import type { SetSwitchRequest } from '../../../agents/acting/toolbox/toolbox-api.ts';
import { toolDesk } from '../../../server/records/tool-desk.ts';
import { testApp, withKey } from './test-app.ts';

const health = {
  tools: [{ tool: 'crm_find', runs: 3, failures: 1, breaker: 'closed' as const, p95Ms: 20 }],
  sources: [{ kind: 'mcp' as const, name: 'crm', state: 'up' as const, context: 'what only models read' }],
  switches: [],
};
function aDesk() {
  const set: SetSwitchRequest[] = [];
  return {
    set,
    desk: toolDesk({
      health: async () => health,
      setSwitch: async (request) => {
        set.push(request);
        return { ...request, atMs: 7 };
      },
    }),
  };
}
const switchOff = (payload: object, headers: object = withKey) => ({
  method: 'POST' as const,
  url: '/api/tools/switches',
  headers: { ...headers },
  payload,
});

test('shows health, sources and switches to a key, and nothing to anybody else', async () => {
  await using app = await testApp({}, { tools: aDesk().desk });
  const shown = await app.inject({ url: '/api/tools', headers: withKey });
  expect(shown.statusCode).toBe(200);
  expect(shown.json()).toEqual({ ...health, sources: [{ kind: 'mcp', name: 'crm', state: 'up' }] });
  expect((await app.inject({ url: '/api/tools' })).statusCode).toBe(401);
  expect((await app.inject(switchOff({ kind: 'tool', name: 'x', off: true }, {}))).statusCode).toBe(401);
});

test('a switch carries the name of who set it', async () => {
  const { desk, set } = aDesk();
  await using app = await testApp({}, { tools: desk });
  const answer = await app.inject(switchOff({ kind: 'source', name: 'crm', off: true, reason: 'a drill' }));
  expect(answer.json()).toEqual({ kind: 'source', name: 'crm', off: true, reason: 'a drill', by: 'tests', atMs: 7 });
  expect(set).toHaveLength(1);
});

test.each([
  [{ kind: 'tier', name: 'write', off: true }],
  [{ kind: 'agent', name: 'x', off: true }],
  [{ kind: 'tool', name: '', off: true }],
  [{ kind: 'tool', name: 'x' }],
  [{ kind: 'tool', name: 'x', off: true, by: 'somebody else' }],
])('%j is refused', async (body) => {
  await using app = await testApp({}, { tools: aDesk().desk });
  expect((await app.inject(switchOff(body))).statusCode).toBe(400);
});

test('a toolbox that does not answer is said to be away', async () => {
  const refuse = async (): Promise<never> => {
    throw new Error('nobody listens');
  };
  await using app = await testApp({}, { tools: toolDesk({ health: refuse, setSwitch: refuse }) });
  const answer = await app.inject({ url: '/api/tools', headers: withKey });
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({ error: { code: 'tools_unavailable' } });
});
