/** A committed turn while it is being answered: what was asked, which reply answers it, and how late it is. Data only. */
import type { TurnAsker, TurnCommand } from '../hearing/turn-events.ts';
import type { Reply, TurnSource } from './reply.ts';
import type { TurnTimes } from './turn-times.ts';

export type Commit = Extract<TurnCommand, { type: 'commit-turn' }>;
export interface AnsweredTurn {
  readonly generation: number;
  /** The turn that first asked: an earlier one, when this goes on where that one was voided. */
  readonly occurrence: number;
  readonly text: string;
  readonly source: TurnSource;
  readonly askedBy: TurnAsker;
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
}

/** `before` is the turn that went before it, answered or not. */
export function answeredTurn(
  command: Commit,
  reply: Reply,
  nowMs: number,
  before: AnsweredTurn | undefined,
): AnsweredTurn {
  const { generation, text, source, askedBy = 'caller', replaces } = command;
  return {
    generation,
    occurrence: before && before.generation === replaces ? before.occurrence : generation,
    text,
    source,
    askedBy,
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
  };
}
