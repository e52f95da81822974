/**
 * What the agent may see and has seen, as the page knows it: what is shared, the thumbnails the agent keeps, what it shows
 * in return, and what it watches for. Pure.
 */
import type { PageEvent } from '../../../server/api/page-events.ts';
import type { MicrophoneProblem } from './microphone-problem.ts';

export type SightSource = 'camera' | 'screen';
/** `cancelled`: the person closed the browser's question; `dropped`: the connection was lost; `unavailable`: no eyes here. */
export type SharingProblem = MicrophoneProblem | 'cancelled' | 'dropped' | 'unavailable' | 'unconfirmed';

/** The newest picture the agent keeps of one source. */
export interface SeenPicture {
  source: SightSource;
  /** Identity of who shares it. */
  participant: string;
  mine: boolean;
  /** Epoch milliseconds of this page's clock. */
  seenAtMs: number;
  url: string;
}

export interface Sight {
  shared: Readonly<Record<SightSource, boolean>>;
  problem: { source: SightSource; problem: SharingProblem } | undefined;
  /** What the agent last said of its seeing; an agent that has said nothing may see. */
  seeing: Omit<Extract<PageEvent, { type: 'seeing' }>, 'type'> | undefined;
  pictures: readonly SeenPicture[];
  /** `id` tells one presentation from the next. */
  presented: { id: string; title: string; description: string | undefined; on: boolean } | undefined;
  wishes: readonly string[];
}

export type SightEvent =
  | { type: 'shared'; source: SightSource; on: boolean; dropped?: boolean }
  | { type: 'sharing-problem'; source: SightSource; problem: SharingProblem }
  | { type: 'sharing-problem-read' }
  | { type: 'seen'; picture: SeenPicture }
  /** Somebody else stopped showing; without a source, all they showed. */
  | { type: 'sight-gone'; participant: string; source?: SightSource };

/** People, times sources: more than these are never seen side by side. */
const MAX_PICTURES = 4;
/** The agent bounds its wishes; the page does too. */
const MAX_WISHES = 12;

export const initialSight: Sight = {
  shared: { camera: false, screen: false },
  problem: undefined,
  seeing: undefined,
  pictures: [],
  presented: undefined,
  wishes: [],
};

export function reduceSight(sight: Sight, event: SightEvent): Sight {
  switch (event.type) {
    case 'shared': {
      const { source, on } = event;
      if (sight.shared[source] === on) return sight;
      const shared = { ...sight.shared, [source]: on };
      if (on) return { ...sight, shared, problem: sight.problem?.source === source ? undefined : sight.problem };
      return {
        ...sight,
        shared,
        pictures: sight.pictures.filter((picture) => !(picture.mine && picture.source === source)),
        problem: event.dropped ? { source, problem: 'dropped' } : sight.problem,
      };
    }
    case 'sharing-problem':
      return { ...sight, problem: { source: event.source, problem: event.problem } };
    case 'sharing-problem-read':
      return { ...sight, problem: undefined };
    case 'seen':
      return { ...sight, pictures: withPicture(sight, event.picture) };
    case 'sight-gone':
      return {
        ...sight,
        pictures: sight.pictures.filter(
          (picture) =>
            picture.participant !== event.participant ||
            (event.source !== undefined && picture.source !== event.source),
        ),
      };
  }
}

const samePlace = (a: SeenPicture, b: SeenPicture): boolean => a.source === b.source && a.participant === b.participant;

/** A thumbnail that was on its way when sharing stopped is not shown any more; one that overtook a newer is dropped. */
function withPicture(sight: Sight, picture: SeenPicture): readonly SeenPicture[] {
  if (picture.mine && !sight.shared[picture.source]) return sight.pictures;
  const at = sight.pictures.findIndex((kept) => samePlace(kept, picture));
  if (at < 0) return [...sight.pictures, picture].slice(-MAX_PICTURES);
  const kept = sight.pictures[at];
  return kept && kept.seenAtMs > picture.seenAtMs ? sight.pictures : sight.pictures.with(at, picture);
}

type Wish = Extract<PageEvent, { type: 'watching' }>;

export function withWish(wishes: readonly string[], { what, phase }: Wish): readonly string[] {
  const others = wishes.filter((wish) => wish !== what);
  return phase === 'started' ? [...others, what].slice(-MAX_WISHES) : others;
}

/** The furthest two clocks may differ, and the longest a picture may be on its way, before its own time is not believed. */
const BELIEVED_MS = 60 * 60_000;

/** When a picture was seen by this page's clock: the agent's clock may be another, but nothing is seen after it arrives. */
export function seenAt(statedAtMs: number, arrivedAtMs: number): number {
  const believed = statedAtMs <= arrivedAtMs && arrivedAtMs - statedAtMs < BELIEVED_MS;
  return believed ? statedAtMs : arrivedAtMs;
}
