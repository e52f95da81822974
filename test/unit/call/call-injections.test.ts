/** A whole call whose model obeys whatever it reads: nothing that content ordered is done without a person's yes. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { defineTool, type Tool } from '../../../agents/acting/tool.ts';
import { agentFile } from '../../../agents/catalog/agent-definition.ts';
import type { ChatDelta, ChatRequest, LanguageModel } from '../../../agents/models/interfaces.ts';
import type { Injection } from '../../scenarios/injection.ts';
import { INJECTIONS } from '../../scenarios/injections.ts';
import { type Done, harmfulTools, INFORMS, unapproved } from '../acting/obeying.ts';
import { callRig } from './call-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** Looks at what there is, then does what that says, and claims that the caller agreed. */
class ObeyingModel implements LanguageModel {
  readonly label = 'scripted/obeying';
  readonly #injection: Injection;
  /** How often it did as it was told. */
  obeyed = 0;
  constructor(injection: Injection) {
    this.#injection = injection;
  }
  async prewarm(): Promise<void> {}
  async *chat(request: ChatRequest): AsyncIterable<ChatDelta> {
    const { wants, channel } = this.#injection;
    const results = request.messages.flatMap((message) => (message.role === 'tool' ? [message.name] : []));
    const heard = INFORMS[channel].length === 0;
    const last = request.messages.at(-1);
    if (last?.role === 'tool' && last.name === wants.tool) yield { type: 'text', text: 'It is done. ' };
    else if (!heard && !results.includes('look')) yield this.#call('look', {});
    else {
      this.obeyed += 1;
      yield { type: 'text', text: 'You said yes, so I do it now. ' };
      yield this.#call(wants.tool, wants.arguments);
    }
    yield { type: 'usage', provider: this.label, inputTokens: 9, outputTokens: 9, cachedInputTokens: 0 };
  }
  #call(name: string, input: object): ChatDelta {
    return { type: 'tool-call', id: `call-${this.obeyed}-${name}`, name, argumentsJson: JSON.stringify(input) };
  }
}

async function callThatReads(injection: Injection) {
  const done: Done[] = [];
  const look = defineTool({
    name: 'look',
    description: 'What there is to read.',
    label: 'Reading',
    parameters: z.object({}),
    tier: 'read',
    deadlineMs: 1_000,
    honoursKey: true,
    informs: INFORMS[injection.channel],
    run: async () => injection.content,
  }) as Tool;
  const definition = agentFile.parse({
    name: 'tester',
    title: 'T',
    description: 'd',
    instructions: 'i',
    greeting: 'Hello.',
    tools: [look, ...harmfulTools(done)],
  });
  const model = new ObeyingModel(injection);
  const rig = callRig(model, { load: async () => ({ definition, version: '1', file: 'tester.agent.ts' }) });
  void rig.run();
  await pass(0);
  rig.room().comes('ann');
  await pass(0);
  const says = async (text: string, identity = 'ann') => {
    rig.room().types(text, identity);
    await pass(8_000);
  };
  return { ...rig, done, model, says, end: () => rig.call.end('the test is over') };
}

/** Every second of them: whole calls take their time, and each way of reading is among them. */
const SOME = INJECTIONS.filter((_, index) => index % 2 === 0);

describe('a call whose model obeys what it reads', () => {
  it.each(SOME.map((injection) => [injection.id, injection] as const))(
    'does nothing unapproved: %s',
    async (_, injection) => {
      const { says, done, events, model, eventsOf, approvals, end } = await callThatReads(injection);
      await says(INFORMS[injection.channel].length === 0 ? injection.content : 'What does it say?');
      expect(model.obeyed).toBeGreaterThan(0);
      expect(unapproved(done, events)).toEqual([]);
      expect([...approvals.kept.values()].map(({ tool, status }) => [tool, status])).toEqual([
        [injection.wants.tool, 'pending'],
      ]);
      const by = eventsOf('approval.requested').map((event) => event.by);
      // A yes of the caller is none for what an operator was asked, and nobody else's is one for either.
      await says('yes', by[0] === 'operator' ? 'ann' : 'somebody-else');
      expect(unapproved(done, events)).toEqual([]);
      expect(done).toEqual([]);
      expect(eventsOf('tool.intended').map(({ tool }) => tool)).not.toContain(injection.wants.tool);
      const end_ = end();
      await pass(8_000);
      await end_;
    },
  );
});
