import { describe, expect, it } from 'vitest';
import type { TurnCommand, TurnEvent } from '../../../agents/hearing/turn-events.ts';
import { initialTurnState, step } from '../../../agents/hearing/turn-machine.ts';

/** Runs timed events, with a clock event every 50 ms until `untilMs`. */
function run(events: [number, TurnEvent][], untilMs: number): TurnCommand[] {
  let state = initialTurnState({}, 0);
  const commands: TurnCommand[] = [];
  for (let atMs = 0; atMs <= untilMs; atMs += 50)
    for (const event of [
      ...events.filter(([time]) => time === atMs).map(([, each]) => each),
      { type: 'clock' } as const,
    ]) {
      const next = step(state, event, atMs);
      state = next.state;
      commands.push(...next.commands);
    }
  return commands;
}
const commits = (commands: TurnCommand[]) => commands.filter((command) => command.type === 'commit-turn');

describe('push-to-talk in the first seconds of a call', () => {
  it('takes no words for a turn while the key was never pressed', () => {
    const heard = run(
      [
        [0, { type: 'push-to-talk', mode: 'on' }],
        [500, { type: 'voice-started' }],
        [900, { type: 'partial', text: 'what time' }],
        [1_500, { type: 'final', text: 'what time is it' }],
      ],
      6_000,
    );
    expect(commits(heard)).toEqual([]);
  });

  it('takes words that come after the key was let go', () => {
    const heard = run(
      [
        [0, { type: 'push-to-talk', mode: 'on' }],
        [500, { type: 'talk-key', pressed: true }],
        [1_500, { type: 'talk-key', pressed: false }],
        [1_700, { type: 'final', text: 'what time is it' }],
      ],
      6_000,
    );
    expect(commits(heard)).toMatchObject([{ text: 'what time is it' }]);
  });
});
