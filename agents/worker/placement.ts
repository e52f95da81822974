/**
 * Which host takes the next call. Pure.
 * The standby is kept free for the calls of a host that died; it takes new ones only when no other can.
 */
import type { HostLoad } from './host-messages.ts';
import { isShedding } from './load.ts';

export interface HostView {
  id: number;
  role: 'active' | 'standby';
  /** Calls placed on it, begun or not. */
  calls: number;
  /** Of these, calls that have not begun yet. */
  starting: number;
  load: HostLoad;
}

export interface PlacementLimits {
  callsPerHost: number;
  /** Calls one host may be starting at once: joining is the dearest moment of a call (17 joins at once cost every first turn seconds). */
  startingPerHost: number;
}

/** `wait`: there is room, but every host with room is busy starting calls. `full`: there is none. */
export type Placement = { host: number } | 'wait' | 'full';

export function placeCall(hosts: readonly HostView[], kind: 'new' | 'take-over', limits: PlacementLimits): Placement {
  // A take-over outranks the limits: a caller is already in the room, hearing nothing.
  if (kind === 'take-over') {
    const best = [...hosts].sort((a, b) => standbyFirst(a) - standbyFirst(b) || a.calls - b.calls)[0];
    return best ? { host: best.id } : 'wait';
  }
  const withRoom = hosts.filter(
    (host) => host.calls < limits.callsPerHost && !isShedding({ ...host.load, calls: host.calls }),
  );
  if (withRoom.length === 0) return 'full';
  const active = withRoom.filter((host) => host.role === 'active');
  const candidates = (active.length > 0 ? active : withRoom).filter((host) => host.starting < limits.startingPerHost);
  const best = candidates.sort((a, b) => a.calls - b.calls || a.load.cpuFraction - b.load.cpuFraction)[0];
  return best ? { host: best.id } : 'wait';
}

const standbyFirst = (host: HostView): number => (host.role === 'standby' ? 0 : 1);
