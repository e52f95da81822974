/** Connects the ears and the mouth of a call with its other parts: who is told of what is heard and of what sounds. */
import { realClock } from '../../media/clock.ts';
import { OUTPUT_RATE_HZ } from '../speaking/utterance.ts';
import { type CallParts, turnInHand } from './call-parts.ts';
import type { EarsOptions } from './ears.ts';
import type { MouthOptions } from './mouth.ts';

export function mouthOptions(parts: CallParts): MouthOptions {
  const { ground, room, troubles } = parts;
  const { agent, deps, record } = ground;
  /** When what is handed to the room now will have sounded. */
  const soundsAtMs = () => realClock.nowMs() + (room.audio.queuedSamples() / OUTPUT_RATE_HZ) * 1_000;
  return {
    sink: room.audio,
    tts: deps.models.tts,
    phrases: deps.phrases,
    get voice() {
      return agent.definition.voice;
    },
    get language() {
      return agent.definition.language;
    },
    get apology() {
      return agent.definition.lines.apology;
    },
    captions: () => room.captions,
    tell: (event) => parts.driver.send(event),
    onSounding: (generation, kind) => (kind === 'answer' ? parts.answering.answerSounds(generation) : undefined),
    onFinished: (heard) => {
      parts.answering.finished(heard);
      parts.ending.heard();
    },
    onPlayed: (pcm) => parts.ears.played(pcm, OUTPUT_RATE_HZ, soundsAtMs()),
    onAnswerLost: (generation) => parts.answering.voiceLost(generation),
    onBroken: (error) => deps.log.error({ error: String(error) }, 'the room took no more audio'),
    onDegraded: (action, error) => troubles.degraded('speak.first_byte', action, error),
    onUsage: (usage) => record.cost(turnInHand(parts), usage),
    onSwitched: (degradation) => troubles.switched(degradation),
  };
}

export function earsOptions(parts: CallParts): EarsOptions {
  const { ground, room, troubles } = parts;
  const { agent, deps, record, signal } = ground;
  return {
    models: deps.models,
    get language() {
      return agent.definition.language;
    },
    signal,
    captions: () => room.captions,
    callerIdentity: () => parts.caller.userId ?? '',
    tell: (event) => parts.input.heard(event),
    onDegraded: (action, error) => troubles.degraded('hear.final', action, error),
    onRestored: () => room.send({ type: 'restored', stage: 'hear.final' }),
    // Most recognisers are lost in the middle of a sentence: whoever said it is told when they pause.
    onDeaf: () => parts.lines.whenFree(agent.definition.lines.deaf, 'pressing', () => parts.ears.deaf),
    onHearsAgain: () => parts.lines.whenFree(agent.definition.lines.hearsAgain, 'pressing', () => !parts.ears.deaf),
    onUsage: (provider, audioSeconds) => record.cost(turnInHand(parts), { provider, audioSeconds }),
    onSwitched: (degradation) => troubles.switched(degradation),
    onError: (what, error) => deps.log.warn({ what, error: String(error) }, 'hearing trouble'),
  };
}
