/** Whole calls in virtual time, each command at its instant. */
import { expect, test } from 'vitest';
import type { TurnCommand } from '../../../agents/hearing/turn-events.ts';
import { MachineRunner } from '../../scenarios/turns/machine-runner.ts';
import { scriptedCalls } from '../../scenarios/turns/scripted-calls.ts';

function described(atMs: number, command: TurnCommand): string {
  const generation = 'generation' in command ? ` ${command.generation}` : '';
  const text = 'text' in command ? ` "${command.text}"` : '';
  const attempt = 'attempt' in command ? ` ${command.attempt}` : '';
  const replaces =
    command.type === 'commit-turn' && command.replaces !== undefined ? ` instead of ${command.replaces}` : '';
  const asker = command.type === 'commit-turn' && command.askedBy ? ` for the ${command.askedBy}` : '';
  return `${Math.round(atMs)} ${command.type}${generation}${attempt}${text}${replaces}${asker}`;
}

test.each(scriptedCalls)('$name', ({ options, events, untilMs, expected }) => {
  const runner = new MachineRunner(options);
  for (const [atMs, event] of events.toSorted((a, b) => a[0] - b[0])) {
    runner.waitUntil(atMs);
    runner.send(event);
  }
  runner.waitUntil(untilMs);
  expect(runner.said.map(({ atMs, command }) => described(atMs, command))).toEqual(expected);
});
