/** The invariants of the turn machine, on 12,000 sequences of events in hostile orders, in virtual time. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextGeneration } from '../../../agents/hearing/turn-machine.ts';
import { assert, MachineRunner } from '../../scenarios/turns/machine-runner.ts';

const RUNS = 12_000;

type Act =
  | { do: 'burst'; windows: number; ends: boolean }
  | {
      do:
        | 'started'
        | 'stopped'
        | 'silence'
        | 'empty-final'
        | 'repeat-final'
        | 'lost'
        | 'restored'
        | 'talk-mode'
        | 'press'
        | 'release'
        | 'round-trip';
    }
  | { do: 'continued'; ms: number }
  | { do: 'partial' | 'final' | 'noise' | 'typed'; text: number }
  | { do: 'score'; probability: number }
  | {
      do: 'mouth';
      what: 'playout-started' | 'playout-finished' | 'reply-empty' | 'reply-asks' | 'working' | 'idle';
      age: number;
    }
  | { do: 'announce'; age: number; asks: boolean };

const of = <T extends Act>(
  weight: number,
  arbitrary: fc.Arbitrary<T>,
): { weight: number; arbitrary: fc.Arbitrary<Act> } => ({ weight, arbitrary });
const text = fc.nat({ max: 5 });
const act: fc.Arbitrary<Act> = fc.oneof(
  of(6, fc.record({ do: fc.constant('burst' as const), windows: fc.integer({ min: 1, max: 30 }), ends: fc.boolean() })),
  of(
    6,
    fc.record({
      do: fc.constantFrom(
        'started' as const,
        'stopped' as const,
        'silence' as const,
        'empty-final' as const,
        'repeat-final' as const,
      ),
    }),
  ),
  of(
    2,
    fc.record({
      do: fc.constantFrom(
        'lost' as const,
        'restored' as const,
        'talk-mode' as const,
        'press' as const,
        'release' as const,
        'round-trip' as const,
      ),
    }),
  ),
  of(2, fc.record({ do: fc.constant('continued' as const), ms: fc.constantFrom(96, 128, 640, 5000, Number.NaN) })),
  of(
    10,
    fc.record({ do: fc.constantFrom('partial' as const, 'final' as const, 'noise' as const, 'typed' as const), text }),
  ),
  of(
    1,
    fc.record({ do: fc.constant('score' as const), probability: fc.constantFrom(0, 0.2, 0.5, 0.9, 1, Number.NaN) }),
  ),
  of(
    10,
    fc.record({
      do: fc.constant('mouth' as const),
      what: fc.constantFrom(
        'playout-started' as const,
        'playout-finished' as const,
        'reply-empty' as const,
        'reply-asks' as const,
        'working' as const,
        'idle' as const,
      ),
      age: fc.constantFrom(0, 0, 0, 1, 2, -1),
    }),
  ),
  of(3, fc.record({ do: fc.constant('announce' as const), age: fc.constantFrom(0, 0, 1, 2, -3), asks: fc.boolean() })),
);
const wait = fc.oneof(
  { weight: 5, arbitrary: fc.nat({ max: 120 }) },
  { weight: 3, arbitrary: fc.nat({ max: 900 }) },
  { weight: 1, arbitrary: fc.nat({ max: 45_000 }) },
);
const script = fc.record({
  detector: fc.boolean(),
  speculation: fc.boolean(),
  acts: fc.array(fc.record({ waitMs: wait, act }), { minLength: 5, maxLength: 45 }),
});

/** Finals that must be answered: each is made of words that occur once. */
const due = new Set<string>();
let serial = 0;
const ENDINGS = ['', ' and', ' um', '.', ' five five five', '?'];
const NOISES = ['mm-hm', 'right', 'Okay.', 'yeah yeah', 'uh', 'I see'];

function perform(runner: MachineRunner, what: Act): void {
  const { pushToTalk } = runner.state;
  switch (what.do) {
    case 'burst':
      runner.send({ type: 'voice-started' });
      for (let window = 2; window <= what.windows; window += 1) {
        runner.wait(32);
        if (window > 2) runner.send({ type: 'voice-continued', voicedMs: window * 32 });
      }
      runner.wait(32);
      if (what.ends)
        runner.send({ type: 'voice-stopped', lastLoudAtMs: runner.nowMs - 30, voicedMs: what.windows * 32 });
      return;
    case 'started':
      runner.send({ type: 'voice-started' });
      return;
    case 'continued':
      runner.send({ type: 'voice-continued', voicedMs: what.ms });
      return;
    case 'stopped':
      runner.send({ type: 'voice-stopped', lastLoudAtMs: runner.nowMs - 5000 * (serial % 2), voicedMs: 200 });
      return;
    case 'silence':
      runner.wait(3000);
      return;
    case 'empty-final':
      runner.send({ type: 'final', text: '' });
      return;
    case 'repeat-final': {
      const last = runner.commits().at(-1)?.text;
      if (last !== undefined) runner.send({ type: 'final', text: last.split(/\s/).at(-1) ?? '' });
      return;
    }
    case 'partial':
      runner.send({ type: 'partial', text: `begun${serial}` });
      return;
    case 'final': {
      serial += 1;
      const token = `token${serial}`;
      if (!pushToTalk.on || pushToTalk.pressed) due.add(token);
      runner.send({ type: 'final', text: `${token} word${serial}${ENDINGS[what.text]}` });
      return;
    }
    case 'noise':
      runner.send({ type: serial % 2 === 0 ? 'final' : 'partial', text: NOISES[what.text] ?? 'uh' });
      return;
    case 'typed':
      serial += 1;
      if (what.text > 0) due.add(`typed${serial}`);
      runner.send({ type: 'typed', text: what.text === 0 ? '  ' : `typed${serial}` });
      return;
    case 'score':
      runner.send({
        type: 'turn-score',
        text: runner.state.utterance.scored?.text ?? 'old',
        probability: what.probability,
      });
      return;
    case 'mouth': {
      const generation = runner.highest - what.age;
      if (what.what === 'working' || what.what === 'idle')
        runner.send({ type: 'working', generation, busy: what.what === 'working' });
      else runner.send({ type: what.what, generation });
      return;
    }
    case 'announce':
      runner.send({ type: 'agent-speaks', generation: nextGeneration(runner.state) - what.age, asks: what.asks });
      return;
    case 'lost':
      runner.send({ type: 'hearing-lost' });
      return;
    case 'restored':
      runner.send({ type: 'hearing-restored' });
      return;
    case 'talk-mode':
      runner.send({ type: 'push-to-talk', mode: pushToTalk.on ? 'off' : 'on' });
      return;
    case 'press':
    case 'release':
      runner.send({ type: 'talk-key', pressed: what.do === 'press' });
      return;
    case 'round-trip': {
      const copy = JSON.parse(JSON.stringify(runner.state));
      expect(copy).toEqual(runner.state);
      runner.state = copy;
    }
  }
}

/** Whatever came before, a sentence said now is answered. */
function isNotDeaf(runner: MachineRunner): void {
  runner.send({ type: 'push-to-talk', mode: 'off' });
  runner.wait(100);
  serial += 1;
  perform(runner, { do: 'burst', windows: 20, ends: true });
  runner.wait(90);
  due.add(`last${serial}`);
  runner.send({ type: 'final', text: `last${serial} sentence${serial}.` });
  runner.wait(15_000);
  const answered = runner
    .commits()
    .map((command) => command.text)
    .join(' ');
  for (const token of due) assert(answered.includes(token), `"${token}" was said and never answered`);
}

test('no order of events breaks an invariant of the turn machine', { timeout: 120_000 }, () => {
  let commits = 0;
  let cuts = 0;
  let resumes = 0;
  let longestPauseMs = 0;
  fc.assert(
    fc.property(script, ({ detector, speculation, acts }) => {
      due.clear();
      const runner = new MachineRunner({ turnDetector: detector, speculation });
      for (const { waitMs, act: what } of acts) {
        runner.wait(waitMs);
        perform(runner, what);
      }
      isNotDeaf(runner);
      commits += runner.commits().length;
      cuts += runner.said.filter(({ command }) => command.type === 'cut-playout').length;
      resumes += runner.said.filter(({ command }) => command.type === 'resume-playout').length;
      longestPauseMs = Math.max(longestPauseMs, runner.longestPauseMs);
    }),
    { numRuns: RUNS },
  );
  // The sequences really went where the dangers are.
  expect(commits).toBeGreaterThan(RUNS);
  expect(cuts).toBeGreaterThan(RUNS / 2);
  expect(resumes).toBeGreaterThan(RUNS / 10);
  console.info(
    `${RUNS} sequences: ${commits} turns, ${cuts} cuts, ${resumes} false pauses, longest pause ${longestPauseMs} ms`,
  );
});
