/** Operations as tools of the toolbox: tier and key from the method, and what the agent's author knows better. Pure. */
import type { Tier } from '../../tool.ts';
import type { SourceConfigOf } from '../source-config.ts';
import type { Method, Operation } from './operation-list.ts';

type Config = SourceConfigOf<'openapi'>;

export interface ToolFacts {
  tier: Tier;
  honoursKey: boolean;
  label: string;
  deadlineMs?: number;
  lookUp?: Operation;
  undo?: Operation;
}

const READS: readonly Method[] = ['get', 'head', 'options'];
/** Doing it twice is doing it once, says HTTP. */
const IDEMPOTENT: readonly Method[] = [...READS, 'put', 'delete'];

export function toolFacts(operation: Operation, config: Config, byName: ReadonlyMap<string, Operation>): ToolFacts {
  const own = config.operations[operation.name];
  const lookUp = own?.lookUp === undefined ? undefined : byName.get(own.lookUp);
  const undo = own?.undo === undefined ? undefined : byName.get(own.undo);
  return {
    tier: own?.tier ?? (READS.includes(operation.method) ? 'read' : 'write-broad'),
    honoursKey: own?.honoursKey ?? (IDEMPOTENT.includes(operation.method) || config.keyHeader !== undefined),
    label: (own?.label ?? operation.summary ?? operation.name.replace(/[_-]+/g, ' ')).slice(0, 80),
    ...(own?.deadlineMs === undefined ? {} : { deadlineMs: own.deadlineMs }),
    ...(lookUp ? { lookUp } : {}),
    ...(undo ? { undo } : {}),
  };
}

/** What the agent file says of operations that are not there. */
export function configProblems(config: Config, byName: ReadonlyMap<string, Operation>): string[] {
  const problems: string[] = [];
  for (const [name, own] of Object.entries(config.operations)) {
    if (!byName.has(name))
      problems.push(`The agent file speaks of ${config.name}'s operation "${name}", which it has not.`);
    for (const [role, other] of [
      ['looks up', own.lookUp],
      ['undoes', own.undo],
    ] as const) {
      if (other !== undefined && !byName.has(other)) {
        problems.push(`"${other}", which ${role} "${name}" by the agent file, is no operation of ${config.name}.`);
      }
    }
  }
  return problems;
}
