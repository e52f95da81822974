/** Sits in a call, listening or speaking, and leaves it with the screen. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { commandReply, seatReply } from '../../../server/api/calls.ts';
import { ask } from '../api/ask.ts';
import { Failure } from '../api/failure.ts';
import { type Deed, useDeed } from '../api/use-deed.ts';
import { words } from '../words.ts';
import type { Seat } from './seat.ts';

export interface SeatState {
  sitting: 'no' | 'listening' | 'speaking';
  muted: boolean;
  deed: Deed;
  listen: () => void;
  takeOver: () => void;
  mute: (muted: boolean) => void;
  /** Gives the call back when it was taken over. */
  leave: () => void;
}

export function useSeat(callId: string): SeatState {
  const [sitting, setSitting] = useState<SeatState['sitting']>('no');
  const [muted, setMuted] = useState(false);
  const seat = useRef<Seat>(undefined);
  const deed = useDeed();
  const at = `/api/calls/${encodeURIComponent(callId)}`;

  const stand = useCallback(async () => {
    const taken = seat.current;
    seat.current = undefined;
    setSitting('no');
    setMuted(false);
    await taken?.leave();
  }, []);
  useEffect(() => () => void stand(), [stand]);

  const sit = (speaks: boolean): void =>
    void deed.run(async (signal) => {
      await stand();
      const { takeSeat } = await import('./seat.ts').catch((cause: unknown) => {
        throw new Failure('network', words.failed.unfetched, {}, { cause });
      });
      const found = await ask(`${at}/${speaks ? 'takeover' : 'listen'}`, seatReply, { method: 'POST', signal });
      const address = { url: found.server_url, token: found.participant_token };
      try {
        seat.current = await takeSeat(address, speaks, () => void stand());
      } catch (cause) {
        if (speaks) await ask(`${at}/giveback`, commandReply, { method: 'POST' }).catch(() => undefined);
        throw new Failure('seat', speaks ? words.seat.noMicrophone : words.seat.noRoom, {}, { cause });
      }
      setSitting(speaks ? 'speaking' : 'listening');
      return speaks ? words.seat.taken : words.seat.listens;
    });

  const leave = (): void =>
    void deed.run(async (signal) => {
      const spoke = sitting === 'speaking';
      if (spoke) await ask(`${at}/giveback`, commandReply, { method: 'POST', signal });
      await stand();
      return spoke ? words.seat.given : words.seat.left;
    });

  const mute = (next: boolean): void =>
    void deed.run(async () => {
      await seat.current?.mute(next);
      setMuted(next);
      return next ? words.seat.muted : words.seat.unmuted;
    });

  return { sitting, muted, deed, listen: () => sit(false), takeOver: () => sit(true), mute, leave };
}
