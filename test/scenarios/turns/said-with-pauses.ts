/** Plays one written utterance to the turn machine as an ear and a recogniser would report it, in virtual time. */
import { MachineRunner } from './machine-runner.ts';

export interface Played {
  /** Turns committed before the last word was said, at which silence, and on what text. */
  falseEnds: { text: string; silenceMs: number; why: string }[];
  /** Of those, the ones whose answer began to sound before the caller went on. */
  audibleFalseEnds: number;
  /** Silence after the last word until the turn was committed; NaN when it never was. */
  finalWaitMs: number;
  /** Everything that was committed and not voided. */
  answered: string;
}

/** One word takes this long; a final comes this long after it was asked for; a prepared answer sounds this soon. */
const WORD_MS = 280;
const FINAL_MS = 80;
const FIRST_SOUND_MS = 150;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `style` punctuated ends every final with a mark, as a cloud recogniser does; bare is what a small local one gives. */
export function play(line: string, style: 'punctuated' | 'bare', asked = false): Played {
  const runner = new MachineRunner({ silenceMs: 600_000 });
  const [lead, body] = line.startsWith('? ') ? [true, line.slice(2)] : [asked, line];
  if (lead) {
    runner.send({ type: 'agent-speaks', generation: 1, asks: true });
    runner.send({ type: 'playout-started', generation: 1 });
    runner.wait(1000);
    runner.send({ type: 'playout-finished', generation: 1 });
  }
  runner.wait(1000);
  const parts = body.split(/\s*\[(\d+)\]\s*/);
  const result: Played = { falseEnds: [], audibleFalseEnds: 0, finalWaitMs: Number.NaN, answered: '' };
  let lastLoudAtMs = 0;
  for (let at = 0; at < parts.length; at += 2) {
    const isLast = at + 2 >= parts.length;
    const pauseMs = isLast ? 6000 : Number(parts[at + 1]);
    lastLoudAtMs = burst(runner, parts[at] ?? '');
    const before = runner.commits().length;
    const until = lastLoudAtMs + pauseMs;
    runner.waitUntil(lastLoudAtMs + 40);
    runner.send({ type: 'voice-stopped', lastLoudAtMs, voicedMs: 500 });
    const final =
      style === 'bare'
        ? (parts[at] ?? '')
        : `${capital(parts[at] ?? '')}${/^(what|how|who|why|where|when|can|could|is|are|do|will)\b/i.test(body) ? '?' : '.'}`;
    runner.waitUntil(lastLoudAtMs + 64 + FINAL_MS);
    runner.send({ type: 'final', text: final });
    runner.waitUntil(isLast ? until : Math.min(until, lastLoudAtMs + pauseMs));
    const committed = runner.said.filter(({ command }) => command.type === 'commit-turn').slice(before);
    for (const { atMs, command } of committed) {
      if (command.type !== 'commit-turn') continue;
      if (isLast) result.finalWaitMs = atMs - lastLoudAtMs;
      else {
        result.falseEnds.push({ text: command.text, silenceMs: atMs - lastLoudAtMs, why: command.decidedBy });
        if (atMs + FIRST_SOUND_MS < until) {
          result.audibleFalseEnds += 1;
          runner.send({ type: 'playout-started', generation: command.generation });
        }
      }
    }
  }
  const voided = new Set(
    runner.commits().flatMap((command) => (command.replaces === undefined ? [] : [command.replaces])),
  );
  result.answered = runner
    .commits()
    .filter((command) => !voided.has(command.generation))
    .map((command) => command.text)
    .join(' ');
  return result;
}

/** The words of one stretch of speech, with a partial every other word. Returns when the last sound ended. */
function burst(runner: MachineRunner, text: string): number {
  const words = text.split(/\s+/);
  runner.send({ type: 'voice-started' });
  const startedAtMs = runner.nowMs;
  const endsAtMs = startedAtMs + words.length * WORD_MS;
  for (let window = 2; runner.nowMs + 32 <= endsAtMs; window += 1) {
    runner.wait(32);
    if (window >= 3) runner.send({ type: 'voice-continued', voicedMs: window * 32 });
    if (window % 16 === 0) {
      const known = Math.floor((runner.nowMs - startedAtMs - 150) / WORD_MS);
      if (known > 0) runner.send({ type: 'partial', text: words.slice(0, known).join(' ') });
    }
  }
  runner.waitUntil(endsAtMs);
  return endsAtMs;
}
