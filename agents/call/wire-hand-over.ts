/** Connects changes of the agent, and the way a turn goes, with the other parts of a call. */
import type { CallParts } from './call-parts.ts';
import type { HandOverOptions } from './hand-over.ts';
import type { RoutingOptions } from './routing.ts';

export function handOverOptions(parts: CallParts): HandOverOptions {
  const { agent, assignment, deps, record } = parts.ground;
  return {
    agent,
    catalog: deps.catalog,
    history: assignment.history,
    note: (event) => record.note(event),
    tell: (report) => parts.reports.tell(report),
    onChanged: () => {
      parts.answering.discard();
      parts.ears.agentChanged();
      parts.driver.send({ type: 'language', language: agent.definition.language });
      parts.memory.agentChanged(parts.caller.userId);
      parts.caller.introduceAgent();
    },
    warn: (facts, message) => deps.log.warn(facts, message),
  };
}

export function routingOptions({ ground }: CallParts): RoutingOptions {
  const { agent, deps, signal } = ground;
  return {
    agent: () => agent.definition,
    tools: () => agent.tools,
    router: deps.models.router,
    planner: deps.models.planner,
    signal,
  };
}
