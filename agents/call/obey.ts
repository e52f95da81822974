/** Does what the turn machine and the inbox ask for: each command goes to the part that can do it. Decides nothing. */
import { realClock } from '../../media/clock.ts';
import type { TurnCommand } from '../hearing/turn-events.ts';
import type { InboxCommand } from '../worker/host-messages.ts';
import type { CallParts } from './call-parts.ts';

export function obeyTurn(command: TurnCommand, parts: CallParts): void {
  const { ground, answering, approvals, driver, ears, ending, lines, mouth, showing } = parts;
  if (ground.isOver()) return;
  const words = ground.agent.definition.lines;
  const { type, ...rest } = command;
  ground.deps.log.debug({ command: type, ...('text' in rest ? {} : rest) }, 'turn');
  switch (command.type) {
    case 'finalize-transcript':
      return ears.finalize();
    case 'speculate':
      // What the caller says next may be a yes: no model is asked what to make of it.
      if (approvals.awaitsCaller) return;
      return answering.speculate(command.text);
    case 'discard-speculation':
      return answering.discard();
    case 'commit-turn':
      ending.interrupted();
      return answering.commit(command, approvals.answeredBy(command));
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

export function obeyInbox(command: InboxCommand, { ground, approvals, input, lines }: CallParts): void {
  if (command.type === 'end') lines.sayAndEnd(ground.agent.definition.lines.goodbye, command.reason, true);
  else if (command.type === 'message') input.typed(command.text, { source: 'operator', id: command.from });
  else if (command.type === 'file') void input.given(command);
  else if (command.type === 'approval-decided') void approvals.decided(command.approvalId);
  // A later version's server may ask for more than this call can do: the call goes on.
  else ground.deps.log.warn({ command: command.type }, 'a command was not understood');
}
