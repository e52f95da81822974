/** A source in this process whose every operation a test writes, and a toolbox around it in time that stands still. */

import type { Source, SourceResult, SourceRun, SourceTool } from '../../../../agents/acting/toolbox/source.ts';
import type { SwitchStore } from '../../../../agents/acting/toolbox/switch-store.ts';
import { Toolbox } from '../../../../agents/acting/toolbox/toolbox.ts';
import type { KillSwitch, RunRequest } from '../../../../agents/acting/toolbox/toolbox-api.ts';
import { type AgentFile, agentFile } from '../../../../agents/catalog/agent-definition.ts';
import { UnknownAgentError } from '../../../../agents/catalog/catalog.ts';
import { VirtualClock } from '../../../../media/clock.ts';

export const anObject = { type: 'object', properties: { id: { type: 'string' } }, additionalProperties: false };

export const sourceTool = (operation: string, given: Partial<SourceTool> = {}): SourceTool => ({
  operation,
  description: `Does ${operation}.`,
  label: operation,
  jsonSchema: anObject,
  tier: 'read',
  honoursKey: false,
  ...given,
});

export class FakeSource implements Source {
  readonly kind = 'mcp';
  readonly name: string;
  tools: SourceTool[];
  runs: SourceRun[] = [];
  lists = 0;
  closed = false;
  changed: (() => void) | undefined;
  listing: ((signal: AbortSignal) => Promise<SourceTool[]>) | undefined;
  answer: (run: SourceRun) => Promise<SourceResult> = async () => ({ outcome: 'ok', text: 'done' });

  constructor(name: string, tools: SourceTool[]) {
    this.name = name;
    this.tools = tools;
  }
  async list(signal: AbortSignal): Promise<SourceTool[]> {
    this.lists += 1;
    return this.listing ? await this.listing(signal) : this.tools;
  }
  run(run: SourceRun): Promise<SourceResult> {
    this.runs.push(run);
    return this.answer(run);
  }
  context(): string {
    return `This is ${this.name}.\u0007`;
  }
  onListChanged(listener: () => void): void {
    this.changed = listener;
  }
  async close(): Promise<void> {
    this.closed = true;
  }
}

export function memorySwitches(kept: KillSwitch[] = []): SwitchStore & { kept: KillSwitch[] } {
  return {
    kept,
    all: async () => kept,
    set: async (one) => void kept.push(one),
    close: async () => {},
  };
}

export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** A toolbox of one agent, `clerk`, whose sources are the given ones. */
export async function aToolbox(sources: FakeSource[], switches = memorySwitches()) {
  const clock = new VirtualClock(1_000_000);
  let agent: AgentFile = { ...clerk, sources: sources.map((source) => config(source.name)) };
  const opened = [...sources];
  const entry = () => ({ definition: agentFile.parse(agent), version: '1', file: 'clerk.agent.ts' });
  const lines: string[] = [];
  const log = {
    info: (_: object, message: string) => void lines.push(message),
    warn: (_: object, message: string) => void lines.push(message),
  };
  const toolbox = await Toolbox.open({
    catalog: {
      list: async () => [entry()],
      get: async (name) => {
        if (name !== 'clerk') throw new UnknownAgentError(`There is no agent named ${name}.`);
        return entry();
      },
    },
    open: async ({ name }) => {
      const found = opened.find((source) => source.name === name && !source.closed);
      if (!found) throw new Error(`${name} cannot be reached.`);
      return found;
    },
    source: { env: () => undefined, catalogDir: '/', log, nowMs: () => clock.nowMs() },
    switches,
    clock,
    random: () => 0.5,
  });
  return {
    toolbox,
    clock,
    lines,
    opened,
    setAgent: (next: Partial<AgentFile>) => {
      agent = { ...agent, ...next };
    },
    /** Lets time go on in small steps, so that what one timer starts may set the next. */
    async pass(ms: number) {
      for (let left = ms; left > 0; left -= 50) {
        await settle();
        clock.advance(Math.min(50, left));
      }
      await settle();
    },
  };
}

export const clerk: AgentFile = {
  name: 'clerk',
  title: 'Clerk',
  description: 'A clerk.',
  instructions: 'Help.',
  greeting: 'Hello.',
};
export const config = (name: string, limits: { perMinute?: number; atOnce?: number } = {}) => ({
  kind: 'mcp' as const,
  name,
  command: ['true'],
  limits,
});

let keys = 0;
export const request = (tool: string, given: Partial<RunRequest> = {}): RunRequest => ({
  agent: 'clerk',
  tool,
  input: {},
  callKey: `key-${keys++}`,
  callId: 'call-1',
  userId: 'anna',
  deadlineMs: 10_000,
  ...given,
});

export const never = (): Promise<never> => new Promise(() => {});
export const broken = async (): Promise<SourceResult> => ({ outcome: 'broken', text: 'status 503' });
