/** The calls of this moment: what each does, for how long, and what of it wants a person. */
import { liveCallsReply } from '../../../server/api/live-calls.ts';
import { ask } from '../api/ask.ts';
import { usePoll } from '../api/use-poll.ts';
import { useWaiting } from '../frame/use-waiting.tsx';
import { FailureLine, Nothing } from '../parts/lines.tsx';
import { useNow } from '../parts/use-now.ts';
import { words } from '../words.ts';
import { LiveRow } from './live-row.tsx';

const EVERY_MS = 2_000;

export function LiveScreen() {
  const { data, failure, again } = usePoll('live', EVERY_MS, (signal) =>
    ask('/api/live-calls', liveCallsReply, { signal }),
  );
  const waiting = useWaiting();
  const nowMs = useNow();
  const waitingOf = (callId: string): number =>
    waiting.data?.filter(({ subject }) => subject.callId === callId).length ?? 0;
  return (
    <section className="screen">
      <div className="screen-head">
        <h1>{words.live.title}</h1>
        {data !== undefined && <p className="fine">{words.live.count(data.calls.length, data.more)}</p>}
      </div>
      <FailureLine failure={failure} onAgain={again} />
      {data === undefined && failure === undefined && <p className="fine">{words.loading}</p>}
      {data?.calls.length === 0 && <Nothing>{words.live.none}</Nothing>}
      {data !== undefined && data.calls.length > 0 && (
        <ul className="rows">
          {data.calls.map((call) => (
            <LiveRow key={call.callId} call={call} nowMs={nowMs} waiting={waitingOf(call.callId)} />
          ))}
        </ul>
      )}
    </section>
  );
}
