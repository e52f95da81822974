/** Does what the turn machine and the inbox ask for: each command goes to the part that can do it. Decides nothing. */
import { realClock } from '../../media/clock.ts';
import type { TurnCommand } from '../hearing/turn-events.ts';
import type { InboxCommand } from '../worker/host-messages.ts';
import type { CallParts } from './call-parts.ts';
import { commitTurn } from './commit-turn.ts';

/** Not while somebody speaks instead of it. */
const OF_THE_AGENT: ReadonlySet<TurnCommand['type']> = new Set([
  'speculate',
  'not-understood',
  'ask-still-there',
  'end-for-silence',
]);

export function obeyTurn(command: TurnCommand, parts: CallParts): void {
  const { ground, answering, approvals, driver, ears, ending, lines, mouth, operator, showing } = parts;
  if (ground.isOver() || (operator.speaks && OF_THE_AGENT.has(command.type))) return;
  const words = ground.agent.definition.lines;
  const { type, ...rest } = command;
  ground.deps.log.debug({ command: type, ...('text' in rest ? {} : rest) }, 'turn');
  switch (command.type) {
    case 'finalize-transcript':
      return ears.finalize();
    case 'speculate':
      // What the caller says next may be a yes: no model is asked what to make of it.
      if (approvals.awaitsCaller || parts.routing.ahead(command.text).route === 'specialist') return;
      return answering.speculate(command.text);
    case 'discard-speculation':
      return answering.discard();
    case 'commit-turn':
      return commitTurn(command, parts);
    case 'pause-playout':
      mouth.pause(command.generation);
      return ears.playoutStopped(realClock.nowMs());
    case 'resume-playout':
      return mouth.resume(command.generation);
    case 'cut-playout':
      answering.cut(command.generation);
      ending.interrupted();
      return ears.playoutStopped(realClock.nowMs());
    case 'score-turn':
      return void ears
        .score(command.text)
        .then(
          (probability) =>
            probability !== undefined && driver.send({ type: 'turn-score', text: command.text, probability }),
        );
    case 'not-understood':
      return void lines.announce(words.notUnderstood, 'prompt');
    case 'ask-still-there':
      // Somebody who waits for the agent to speak up is silent for a reason.
      if (showing.awaits) return;
      ground.record.observe({ kind: 'system', event: 'caller-silent' }, { source: 'caller', id: undefined });
      return void lines.announce(words.stillThere, 'prompt');
    case 'end-for-silence':
      if (showing.awaits) return;
      return lines.sayAndEnd(words.silentGoodbye, 'the caller was silent', false);
  }
}

export function obeyInbox(command: InboxCommand, parts: CallParts): void {
  const { approvals, input, operator, taskReports } = parts;
  switch (command.type) {
    case 'end':
      return endCall(command.reason, parts);
    case 'message':
      return input.typed(command.text, { source: 'operator', id: command.from });
    case 'file':
      return void input.given(command);
    case 'approval-decided':
      return void approvals.decided(command.approvalId);
    case 'whisper':
      return operator.whisper(command.from, command.text);
    case 'take-over':
      return operator.takeOver(command.identity, command.from);
    case 'give-back':
      return operator.giveBack(command.from, 'they gave it back');
    case 'task-report':
      return taskReports.take(command);
    default:
      return unknownCommand(command, parts);
  }
}

/** With a goodbye, and for good. Somebody who speaks instead of the agent has said it themselves. */
export function endCall(reason: string, { ending, ground, lines, operator }: CallParts): void {
  if (!operator.speaks) return lines.sayAndEnd(ground.agent.definition.lines.goodbye, reason, true);
  ending.afterThisReply(reason);
  ending.heard();
}
/** A later version's server may ask for more than this call can do: the call goes on. */
const unknownCommand = (command: { type: string }, { ground }: CallParts): void =>
  ground.deps.log.warn({ command: command.type }, 'a command was not understood');
