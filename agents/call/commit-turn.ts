/**
 * A turn of the caller is over: finds who answers it, which may be a colleague, the question it is a yes to, another
 * agent, or the agent that has the call. Says nothing itself.
 */
import type { Commit, TurnGround } from './answered-turn.ts';
import type { CallParts } from './call-parts.ts';

export function commitTurn(command: Commit, parts: CallParts): void {
  const { answering, approvals, ending, handOver, operator } = parts;
  handOver.turnBegins();
  if (operator.takes(command)) return;
  ending.interrupted();
  const awaited = approvals.awaitsCaller;
  const ground = approvals.answeredBy(command);
  answering.commit(command, awaited ? ground : { ...ground, ...handedOver(command, parts) });
}

/** The caller's words belong to a specialist: they have the call now, and answer this turn. */
function handedOver({ text, generation, askedBy }: Commit, parts: CallParts): TurnGround | undefined {
  if (askedBy === 'operator') return undefined;
  const route = parts.routing.of(text);
  if (route.route !== 'specialist') return undefined;
  const given = parts.handOver.now(route.to, `The caller said: ${text}`);
  if (!given) return undefined;
  parts.ground.record.note({ type: 'routed', generation, route: 'specialist', to: route.to, reason: route.reason });
  return { given: Promise.resolve(given) };
}
