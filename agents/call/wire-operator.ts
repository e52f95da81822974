/** Connects the people of the console who sit in a call with its other parts: what falls silent, what goes on. */
import { marked } from '../observation/schema.ts';
import { colleagueSaid } from '../planning/asked-words.ts';
import type { Commit } from './answered-turn.ts';
import { type CallParts, turnInHand } from './call-parts.ts';
import type { OperatorDeskOptions } from './operator-desk.ts';
import type { OperatorEarOptions } from './operator-ear.ts';

export function operatorDeskOptions(parts: CallParts): OperatorDeskOptions {
  const { agent, assignment, record } = parts.ground;
  return {
    history: assignment.history,
    note: (event) => record.note(event),
    show: (event) => parts.room.send(event),
    discardGuess: () => parts.answering.discard(),
    silence: () => silence(parts),
    onSpeaks: (speaks) => parts.driver.send({ type: 'colleague', speaks }),
    overheard: (turn) => overheard(turn, parts),
    back: () => parts.lines.whenFree(agent.definition.lines.back, 'pressing'),
  };
}

export function operatorEarOptions(parts: CallParts): OperatorEarOptions {
  const { agent, deps, record, signal } = parts.ground;
  return {
    models: deps.models,
    get language() {
      return agent.definition.language;
    },
    signal,
    onWords: (identity, text, confidence) => {
      if (!parts.operator.speaks) return;
      const atMs = Date.now();
      const heard = { text: marked(text), final: true, startedAtMs: atMs, endedAtMs: atMs };
      record.observe(
        { kind: 'speech', ...heard, ...(confidence === undefined ? {} : { confidence }) },
        { source: 'operator', id: identity },
      );
      parts.conversation.exchange([{ role: 'user', content: colleagueSaid(text) }]);
    },
    onUsage: (provider, audioSeconds) => record.cost(turnInHand(parts), { provider, audioSeconds }),
    onError: (error) => deps.log.warn({ error: String(error) }, 'a colleague in the call is not understood'),
  };
}

/** What is being said is cut, and nobody has the floor. A yes from here on is one to the colleague. */
function silence({ answering, approvals, driver }: CallParts): void {
  answering.discard();
  const generation = driver.nextGeneration();
  driver.send({ type: 'agent-speaks', generation });
  driver.send({ type: 'reply-empty', generation });
  approvals.said('A colleague speaks.');
}

/** A turn that a colleague answers: the agent knows of it, and owes nothing. */
function overheard({ generation, text, source, askedBy = 'caller', replaces }: Commit, parts: CallParts): void {
  const { conversation, driver, ground } = parts;
  const by = source === 'system' ? 'system' : askedBy;
  if (replaces !== undefined) conversation.dropLastTurn();
  conversation.asked(text, by);
  ground.record.note({
    type: 'turn.committed',
    generation,
    source,
    ...(by === 'operator' ? { askedBy: by } : {}),
    text: marked(text),
    speculative: false,
  });
  ground.record.note({ type: 'reply.heard', generation, text: marked(''), complete: true, interrupted: false });
  driver.send({ type: 'reply-empty', generation });
}
