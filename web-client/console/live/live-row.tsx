/** One live call on one line. */
import type { LiveCall } from '../../../server/api/live-calls.ts';
import { Link } from '../frame/router.tsx';
import { Tag } from '../parts/tag.tsx';
import { span } from '../parts/times.ts';
import type { Tone } from '../parts/tone.ts';
import { words } from '../words.ts';

const TONES: Record<LiveCall['phase'], Tone> = {
  starting: 'plain',
  listening: 'person',
  thinking: 'warn',
  speaking: 'agent',
  'taken-over': 'good',
  moving: 'warn',
};

export function LiveRow({ call, nowMs, waiting }: { call: LiveCall; nowMs: number; waiting: number }) {
  const { callId, agent, callerName, userId, channel, phase, startedAtMs, last, degraded, personRequested } = call;
  return (
    <li>
      <Link screen="live" id={callId} className="row live-row">
        <span className="live-who">
          <strong>{callerName ?? userId ?? words.live.nobody}</strong>
          <span className="fine">
            {words.live.withAgent(agent ?? words.live.noAgent)}
            {channel === 'phone' && `, ${words.live.phone}`}
          </span>
        </span>
        <span className="live-state">
          <Tag tone={TONES[phase]}>{words.live.phases[phase]}</Tag>
          {call.takenOverBy !== undefined && <span className="fine">{call.takenOverBy}</span>}
        </span>
        <span className="live-last">
          {last === undefined ? (
            <span className="fine">{words.live.silent}</span>
          ) : (
            <>
              <span className="out-of-sight">{words.live.who[last.who]}: </span>
              <q data-who={last.who} dir="auto">
                {last.text}
              </q>
            </>
          )}
        </span>
        <span className="live-flags">
          {waiting > 0 && <Tag tone="warn">{words.live.waiting(waiting)}</Tag>}
          {personRequested !== undefined && (
            <Tag tone="bad" title={personRequested}>
              {words.live.person}
            </Tag>
          )}
          {degraded.map(({ stage, action, reason }) => (
            <Tag key={stage} tone="warn" title={`${action}: ${reason}`}>
              {words.live.degraded(stage)}
            </Tag>
          ))}
        </span>
        <span className="live-time">{span(nowMs - startedAtMs)}</span>
      </Link>
    </li>
  );
}
