/**
 * Whether an offered job is taken. Pure: a named refusal or none.
 */
export interface AdmissionFacts {
  draining: boolean;
  full: boolean;
  /** Calls accepted or assigned that no host has begun. */
  waiting: number;
  maxWaiting: number;
  hostsReady: number;
  /** A call of ours lives in the room already. */
  roomTaken: boolean;
}

export type Refusal =
  | 'draining'
  | 'no host is ready'
  | 'at capacity'
  | 'too many calls are starting'
  | 'the room has a call here already';

export function refuse(facts: AdmissionFacts): Refusal | undefined {
  if (facts.draining) return 'draining';
  if (facts.hostsReady === 0) return 'no host is ready';
  if (facts.roomTaken) return 'the room has a call here already';
  if (facts.full) return 'at capacity';
  if (facts.waiting >= facts.maxWaiting) return 'too many calls are starting';
  return undefined;
}
