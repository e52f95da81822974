/** Ear and turn machine together on recorded voices: the caller interrupts, agrees and asks, and time is what it is. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Ear } from '../../../agents/hearing/ear.ts';
import { TurnDriver } from '../../../agents/hearing/turn-driver.ts';
import type { TurnCommand } from '../../../agents/hearing/turn-events.ts';
import type { SpeechToText, TranscriptEvent } from '../../../agents/models/interfaces.ts';
import { loadNativeVoiceActivity, nativeVoiceActivity } from '../../../agents/models/native-voice-activity.ts';
import { VirtualClock } from '../../../media/clock.ts';
import { microphone, type Placed, recording, windows } from './recordings.ts';

const caller = recording('caller-interrupts');
const right = recording('caller-right');
beforeAll(loadNativeVoiceActivity);

/** A call of `seconds`; `words` come from recognition at their instants, a final 80 ms after it was asked for. */
async function call(
  seconds: number,
  sounds: readonly Placed[],
  final: string,
  agentTalks: boolean,
): Promise<{ atMs: number; command: TurnCommand }[]> {
  const clock = new VirtualClock();
  const said: { atMs: number; command: TurnCommand }[] = [];
  let tell: (event: TranscriptEvent) => void = () => {};
  const stt: SpeechToText = {
    label: 'scripted',
    open: ({ onEvent }) => {
      tell = onEvent;
      return {
        push: () => {},
        finalize: () => clock.setTimer(80, () => tell({ type: 'final', text: final })),
        close: () => {},
      };
    },
  };
  const driver: TurnDriver = new TurnDriver({
    clock,
    onCommand: (command) => {
      said.push({ atMs: clock.nowMs(), command });
      if (command.type === 'finalize-transcript') ear.finalize();
    },
  });
  const ear: Ear = new Ear({
    vad: nativeVoiceActivity,
    stt,
    language: 'en',
    signal: new AbortController().signal,
    clock,
    onTurnEvent: (event) => driver.send(event),
  });
  if (agentTalks) {
    driver.send({ type: 'agent-speaks', generation: 1 });
    driver.send({ type: 'playout-started', generation: 1 });
  }
  for (const { window, atMs } of windows(microphone(seconds, sounds))) {
    clock.advanceTo(atMs);
    ear.push(window, atMs);
    while (ear.busy) await new Promise((resolve) => setImmediate(resolve));
  }
  driver.close();
  ear.close();
  return said;
}
const at = (said: { atMs: number; command: TurnCommand }[], type: TurnCommand['type']): number =>
  said.find(({ command }) => command.type === type)?.atMs ?? Number.NaN;
const loudFrom = (pcm: Int16Array): number => pcm.findIndex((sample) => Math.abs(sample) > 2000) / 16;
const loudTo = (pcm: Int16Array): number => pcm.findLastIndex((sample) => Math.abs(sample) > 600) / 16;

describe('over the agent', () => {
  test('a caller who speaks is heard within 150 ms, and the agent stays silent', async () => {
    const said = await call(6, [{ pcm: caller, atMs: 1000 }], 'Stop please, I want something else.', true);
    expect(at(said, 'pause-playout') - 1000 - loudFrom(caller)).toBeLessThan(150);
    expect(at(said, 'cut-playout') - at(said, 'pause-playout')).toBeLessThanOrEqual(640);
    expect(said.map(({ command }) => command.type)).not.toContain('resume-playout');
    expect(said.filter(({ command }) => command.type === 'commit-turn').length).toBe(1);
  });

  test('"right" pauses it for no longer than it takes to say, and it goes on', async () => {
    const said = await call(5, [{ pcm: right, atMs: 1000 }], 'Right.', true);
    const pausedMs = at(said, 'resume-playout') - at(said, 'pause-playout');
    console.info(
      `false pause for "right" (${Math.round(loudTo(right) - loudFrom(right))} ms long): ${Math.round(pausedMs)} ms`,
    );
    expect(pausedMs).toBeLessThanOrEqual(Math.max(400, loudTo(right) - loudFrom(right) + 64));
    expect(said.map(({ command }) => command.type)).not.toContain('cut-playout');
    expect(said.map(({ command }) => command.type)).not.toContain('commit-turn');
  });
});

test('a question is committed 300 ms after its last sound, to within 40 ms', async () => {
  const said = await call(6, [{ pcm: caller, atMs: 1000 }], 'What is my name?', false);
  expect(Math.abs(at(said, 'commit-turn') - (1000 + loudTo(caller)) - 300)).toBeLessThan(40);
  expect(at(said, 'speculate')).toBeLessThan(at(said, 'commit-turn') - 100);
});
