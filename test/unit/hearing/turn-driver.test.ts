import { expect, test } from 'vitest';
import { TurnDriver } from '../../../agents/hearing/turn-driver.ts';
import { VirtualClock } from '../../../media/clock.ts';

const setup = (onCommand: (driver: TurnDriver, type: string) => void = () => {}) => {
  const clock = new VirtualClock(1000);
  const log: string[] = [];
  const states: string[] = [];
  const failures: string[] = [];
  const driver: TurnDriver = new TurnDriver({
    clock,
    onCommand: (command) => {
      log.push(`${clock.nowMs()} ${command.type}`);
      onCommand(driver, command.type);
    },
    onAgentState: (state) => states.push(state),
    onError: (error, command) => failures.push(`${command.type}: ${String(error)}`),
  });
  return { clock, log, states, failures, driver };
};
const question = (driver: TurnDriver, clock: VirtualClock): void => {
  driver.send({ type: 'voice-started' });
  for (const voicedMs of [250, 500]) {
    clock.advance(250);
    driver.send({ type: 'voice-continued', voicedMs });
  }
  clock.advance(40);
  driver.send({ type: 'voice-stopped', lastLoudAtMs: clock.nowMs() - 40, voicedMs: 500 });
  clock.advance(80);
  driver.send({ type: 'final', text: 'What time is it?' });
};

test('one timer is enough, and it fires at the very instant', () => {
  const { clock, log, driver } = setup();
  question(driver, clock);
  expect(clock.pendingTimers).toBe(1);
  clock.advance(1000);
  expect(log).toEqual(['1564 finalize-transcript', '1620 speculate', '1800 commit-turn']);
  expect(clock.pendingTimers).toBe(1);
  driver.close();
  expect(clock.pendingTimers).toBe(0);
});

test('events sent while commands are handed out wait their turn', () => {
  const { clock, log, states, driver } = setup((self, type) => {
    if (type === 'commit-turn') self.send({ type: 'playout-started', generation: 1 });
    if (type === 'ask-still-there') self.send({ type: 'agent-speaks', generation: self.nextGeneration() });
  });
  question(driver, clock);
  clock.advance(200);
  expect(log.at(-1)).toBe('1800 commit-turn');
  expect(states).toEqual(['thinking', 'speaking']);
  driver.send({ type: 'playout-finished', generation: 1 });
  clock.advance(20_000);
  expect(log.at(-1)).toMatch('ask-still-there');
  expect(driver.state.floor?.generation).toBe(2);
});

test('a command that throws is reported and does not stop the call', () => {
  const { clock, failures, driver, log } = setup((_driver, type) => {
    if (type === 'speculate') throw new Error('no model');
  });
  question(driver, clock);
  clock.advance(1000);
  expect(failures).toEqual(['speculate: Error: no model']);
  expect(log.at(-1)).toMatch('commit-turn');
});

test('a receiver that answers commands with events for ever is stopped with a sentence', () => {
  const { driver } = setup((self, type) => {
    if (type === 'commit-turn') for (let at = 0; at < 2; at += 1) self.send({ type: 'typed', text: 'again' });
  });
  expect(() => driver.send({ type: 'typed', text: 'once' })).toThrow('without end');
  driver.close();
});

test('a checkpointed state goes on where it was, in another driver', () => {
  const { clock, driver } = setup();
  question(driver, clock);
  const checkpoint = JSON.parse(JSON.stringify(driver.state));
  driver.close();
  const log: string[] = [];
  const next = new TurnDriver({
    clock,
    resumeFrom: checkpoint,
    onCommand: (command) => log.push(`${clock.nowMs()} ${command.type}`),
  });
  clock.advance(500);
  expect(log).toEqual(['1800 commit-turn']);
  next.close();
});

test('after it is closed nothing happens', () => {
  const { clock, log, driver } = setup();
  question(driver, clock);
  driver.close();
  const before = log.length;
  driver.send({ type: 'typed', text: 'hello' });
  clock.advance(60_000);
  expect(log.length).toBe(before);
});
