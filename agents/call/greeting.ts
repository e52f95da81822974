/** Chooses the words a call opens with. Pure. */
import type { AgentDefinition } from '../catalog/agent-definition.ts';

/** The caller's name as memory has it, from sentences such as "The caller's name is Martin." */
export function nameFromMemory(memories: readonly string[]): string | undefined {
  for (const line of memories) {
    const match =
      /\bcaller(?:'s|’s)? (?:first )?name is ([\p{Lu}][\p{L}'’-]{0,39})/u.exec(line) ??
      /\bcaller is (?:called|named) ([\p{Lu}][\p{L}'’-]{0,39})/u.exec(line);
    if (match?.[1]) return match[1];
  }
  return undefined;
}

/** `override` replaces every agent's greeting; '-' means none. Undefined: nothing is said. */
export function greetingFor(
  agent: AgentDefinition,
  name: string | undefined,
  override: string | undefined,
): string | undefined {
  if (override === '-') return undefined;
  if (override !== undefined) return override;
  if (name !== undefined && agent.greetingReturning) return agent.greetingReturning.replaceAll('{name}', name);
  return agent.greeting.replaceAll(/,? ?\{name\}/g, name ? ` ${name}` : '');
}
