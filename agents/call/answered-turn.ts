/** A committed turn while it is being answered: what was asked, which reply answers it, and how late it is. Data only. */
import type { TurnCommand } from '../hearing/turn-events.ts';
import type { ChatMessage } from '../models/interfaces.ts';
import type { WordsOf } from '../planning/asked-words.ts';
import type { Reply, TurnSource } from './reply.ts';
import type { TurnTimes } from './turn-times.ts';

/** A turn that is over; of the `system` when nobody said anything and the agent has something to tell. */
export type Commit = Omit<Extract<TurnCommand, { type: 'commit-turn' }>, 'source' | 'askedBy'> & {
  source: TurnSource;
  askedBy?: WordsOf;
};
/** How a turn is answered when the model alone may not decide it. */
export interface TurnGround {
  /** What was done before the model is asked; it words that. */
  given?: Promise<readonly ChatMessage[]>;
  /** Clauses said as they are; no model is asked. */
  fixed?: readonly string[];
  /** The turn that first asked: what it did is not done again. */
  occurrence?: number;
  /** What that turn had begun and done, as calls and results. */
  done?: readonly ChatMessage[];
}
export interface AnsweredTurn {
  readonly generation: number;
  /** The turn that first asked: an earlier one, when this goes on where that one was voided, or left things half done. */
  readonly occurrence: number;
  readonly text: string;
  readonly source: TurnSource;
  readonly askedBy: WordsOf;
  readonly ground: TurnGround;
  /** The caller is asked for a yes when the model has spoken. */
  confirms: boolean;
  readonly times: TurnTimes;
  readonly committedAtMs: number;
  reply: Reply;
  /** The reply that the mouth was given. */
  voiced: Reply | undefined;
  /** Resolves when there is something of the reply to hear, or never will be. */
  audible: Promise<void>;
  fillerSaid: boolean;
  retried: boolean;
  toolDeadlineAtMs: number | undefined;
  firstAudioAtMs: number | undefined;
  lastAudioAtMs: number | undefined;
  /** Rings when the answer may be late. */
  timer: NodeJS.Timeout | undefined;
  over: boolean;
  /** It ended before it was known what came of all it began. */
  unsettled: boolean;
}

/** `before` is the turn that went before it, answered or not. */
export function answeredTurn(
  command: Commit,
  reply: Reply,
  nowMs: number,
  before: AnsweredTurn | undefined,
  ground: TurnGround,
): AnsweredTurn {
  const { generation, text, source, askedBy = 'caller', replaces } = command;
  return {
    generation,
    occurrence: ground.occurrence ?? (before && goesOn(before, replaces) ? before.occurrence : generation),
    text,
    source,
    askedBy,
    ground,
    confirms: false,
    times: reply.times,
    committedAtMs: nowMs,
    reply,
    voiced: undefined,
    audible: Promise.resolve(),
    fillerSaid: false,
    retried: false,
    toolDeadlineAtMs: undefined,
    firstAudioAtMs: undefined,
    lastAudioAtMs: undefined,
    timer: undefined,
    over: false,
    unsettled: false,
  };
}

/** What `before` began is asked for once: a model that asks again gets the same answer. */
const goesOn = (before: AnsweredTurn, replaces: number | undefined): boolean =>
  before.generation === replaces || before.unsettled;
