/**
 * What one measured call says, in order, with the audio: pairs of a question and an interruption, then utterances with a
 * pause inside, then a question into whose answer the caller coughs and hums. The doubles hear the same list.
 */
import { cough, type SpokenUtterance, sentence, withPause } from './caller-audio.ts';
import {
  BACKCHANNEL,
  LONG_ANSWER,
  PAUSED_ANSWER,
  PAUSED_UTTERANCES,
  QUESTIONS,
  REQUEST_ANSWER,
  REQUESTS,
} from './phrases.ts';

export type TurnStep =
  | { do: 'ask-and-interrupt'; question: SpokenUtterance; interruption: SpokenUtterance }
  | { do: 'ask-with-pause'; utterance: SpokenUtterance }
  | { do: 'make-noise'; question: SpokenUtterance; cough: SpokenUtterance; backchannel: SpokenUtterance };

export interface TurnPlan {
  steps: TurnStep[];
  hear: SpokenUtterance[];
  replies: Record<string, string>;
}

/** So many of each kind, from the beginning of their lists. */
export async function turnPlan(size: { questions: number; paused: number; noises: number }): Promise<TurnPlan> {
  const steps: TurnStep[] = [];
  for (let i = 0; i < size.questions; i += 1)
    steps.push({
      do: 'ask-and-interrupt',
      question: await sentence(at(QUESTIONS, i)),
      interruption: await sentence(at(REQUESTS, i)),
    });
  for (let i = 0; i < size.paused; i += 1)
    steps.push({ do: 'ask-with-pause', utterance: await withPause(at(PAUSED_UTTERANCES, i)) });
  for (let i = 0; i < size.noises; i += 1)
    steps.push({
      do: 'make-noise',
      question: await sentence(at(QUESTIONS, i)),
      cough: cough(),
      backchannel: await sentence(BACKCHANNEL),
    });
  return { steps, hear: steps.flatMap(heardIn), replies: allReplies() };
}

function heardIn(step: TurnStep): SpokenUtterance[] {
  switch (step.do) {
    case 'ask-and-interrupt':
      return [step.question, step.interruption];
    case 'ask-with-pause':
      return [step.utterance];
    case 'make-noise':
      return [step.question, step.cough, step.backchannel];
  }
}

/** A phrase before a pause gets an answer too: who ends a turn there is to be heard doing it. */
export function allReplies(): Record<string, string> {
  return Object.fromEntries([
    ...QUESTIONS.map((text) => [text, LONG_ANSWER]),
    ...REQUESTS.map((text) => [text, REQUEST_ANSWER]),
    ...PAUSED_UTTERANCES.flatMap(({ phrases }) => [phrases.join(' '), ...phrases].map((text) => [text, PAUSED_ANSWER])),
    [BACKCHANNEL, PAUSED_ANSWER],
  ]);
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined) throw new Error('An empty list has nothing to say.');
  return item;
}
