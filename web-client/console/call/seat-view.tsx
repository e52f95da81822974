/** Listening in on a call, taking it over by voice, and giving it back. */
import { commandReply } from '../../../server/api/calls.ts';
import { ask } from '../api/ask.ts';
import { ActButton } from '../parts/act-button.tsx';
import { DeedLine } from '../parts/lines.tsx';
import { useSession } from '../session/use-session.tsx';
import { words } from '../words.ts';
import { useSeat } from './use-seat.ts';

export function SeatView({ callId, takenOverBy }: { callId: string; takenOverBy: string | undefined }) {
  const { sitting, muted, deed, listen, takeOver, mute, leave } = useSeat(callId);
  const { operator } = useSession();
  const { busy } = deed;
  const other = takenOverBy !== undefined && takenOverBy !== operator?.name ? takenOverBy : undefined;
  const giveBack = (): void =>
    void deed.run(async (signal) => {
      await ask(`/api/calls/${encodeURIComponent(callId)}/giveback`, commandReply, { method: 'POST', signal });
      return words.seat.given;
    });
  return (
    <div className="seat" data-sitting={sitting}>
      {other !== undefined && <p className="fine">{words.seat.other(other)}</p>}
      <div className="button-row">
        {sitting === 'no' && (
          <>
            <ActButton needs="operator" busy={busy} onAct={listen}>
              {words.seat.listen}
            </ActButton>
            <ActButton needs="operator" busy={busy} onAct={takeOver} blocked={other && words.seat.other(other)}>
              {words.seat.takeOver}
            </ActButton>
          </>
        )}
        {/* Taken over, but not from this window: it may have been closed. */}
        {sitting === 'no' && takenOverBy !== undefined && (
          <ActButton needs="operator" busy={busy} onAct={giveBack}>
            {words.seat.giveBack}
          </ActButton>
        )}
        {sitting === 'listening' && (
          <>
            <ActButton needs="operator" kind="main" busy={busy} onAct={leave}>
              {words.seat.stop}
            </ActButton>
            <ActButton needs="operator" busy={busy} onAct={takeOver}>
              {words.seat.takeOver}
            </ActButton>
          </>
        )}
        {sitting === 'speaking' && (
          <>
            <ActButton needs="operator" kind="main" busy={busy} onAct={leave}>
              {words.seat.giveBack}
            </ActButton>
            <ActButton needs="operator" busy={busy} pressed={muted} onAct={() => mute(!muted)}>
              {words.seat.mute}
            </ActButton>
          </>
        )}
      </div>
      <DeedLine deed={deed} />
    </div>
  );
}
