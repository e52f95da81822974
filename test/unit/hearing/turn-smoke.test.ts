import { expect, test } from 'vitest';
import { TurnDriver } from '../../../agents/hearing/turn-driver.ts';
import { VirtualClock } from '../../../media/clock.ts';

test('a question is finalised after 64 ms, speculated on its final, and committed at 300 ms', () => {
  const clock = new VirtualClock();
  const log: string[] = [];
  const d = new TurnDriver({ clock, onCommand: (c) => log.push(`${clock.nowMs()} ${c.type}`) });
  clock.advanceTo(1000);
  d.send({ type: 'voice-started' });
  for (let t = 1064; t < 2000; t += 32) {
    clock.advanceTo(t);
    d.send({ type: 'voice-continued', voicedMs: t - 1000 + 32 });
  }
  clock.advanceTo(2040);
  d.send({ type: 'voice-stopped', lastLoudAtMs: 2000, voicedMs: 1000 });
  clock.advanceTo(2130);
  d.send({ type: 'final', text: 'What is my name?' });
  clock.advanceTo(2600);
  expect(log).toEqual(['2064 finalize-transcript', '2130 speculate', '2300 commit-turn']);
});
