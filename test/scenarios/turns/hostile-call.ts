/**
 * Plays one hostile sequence to the turn machine in virtual time, and in the end asks what must hold after any of them:
 * everything understood has been answered, and a sentence said now is answered too.
 */
import { isDeepStrictEqual } from 'node:util';
import { nextGeneration } from '../../../agents/hearing/turn-machine.ts';
import type { Act, HostileScript } from './hostile-scripts.ts';
import { assert, MachineRunner } from './machine-runner.ts';

const ENDINGS = ['', ' and', ' um', '.', ' five five five', '?'];
const NOISES = ['mm-hm', 'right', 'Okay.', 'yeah yeah', 'uh', 'I see'];

class HostileCall {
  readonly runner: MachineRunner;
  /** What must be answered: each text is made of words that occur once. */
  readonly #due = new Set<string>();
  #serial = 0;

  constructor(script: HostileScript) {
    this.runner = new MachineRunner({ turnDetector: script.detector, speculation: script.speculation });
  }

  perform(what: Act): void {
    const { runner } = this;
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
        runner.send({ type: 'voice-stopped', lastLoudAtMs: runner.nowMs - 5000 * (this.#serial % 2), voicedMs: 200 });
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
        runner.send({ type: 'partial', text: `begun${this.#serial}` });
        return;
      case 'final': {
        this.#serial += 1;
        const token = `token${this.#serial}`;
        if (!pushToTalk.on || pushToTalk.pressed) this.#due.add(token);
        runner.send({ type: 'final', text: `${token} word${this.#serial}${ENDINGS[what.text]}` });
        return;
      }
      case 'noise':
        runner.send({ type: this.#serial % 2 === 0 ? 'final' : 'partial', text: NOISES[what.text] ?? 'uh' });
        return;
      case 'typed':
        this.#serial += 1;
        if (what.text > 0) this.#due.add(`typed${this.#serial}`);
        runner.send({ type: 'typed', text: what.text === 0 ? '  ' : `typed${this.#serial}` });
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
        assert(isDeepStrictEqual(copy, runner.state), 'the state is not the same after a trip through JSON');
        runner.state = copy;
      }
    }
  }

  /** Whatever came before, a sentence said now is answered. */
  isNotDeaf(): void {
    const { runner } = this;
    runner.send({ type: 'push-to-talk', mode: 'off' });
    runner.wait(100);
    this.#serial += 1;
    this.perform({ do: 'burst', windows: 20, ends: true });
    runner.wait(90);
    this.#due.add(`last${this.#serial}`);
    runner.send({ type: 'final', text: `last${this.#serial} sentence${this.#serial}.` });
    runner.wait(15_000);
    const answered = runner
      .commits()
      .map((command) => command.text)
      .join(' ');
    for (const token of this.#due) assert(answered.includes(token), `"${token}" was said and never answered`);
  }
}

/** Plays it all and returns the runner, which has every command; throws when an invariant broke. */
export function playHostile(script: HostileScript): MachineRunner {
  const call = new HostileCall(script);
  for (const { waitMs, act } of script.acts) {
    call.runner.wait(waitMs);
    call.perform(act);
  }
  call.isNotDeaf();
  return call.runner;
}
