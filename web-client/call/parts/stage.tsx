/** The presence and its state in words. */
import type { CatalogAgent } from '../api/agents.ts';
import { PresenceRings } from '../presence/presence-rings.tsx';
import { useMeter } from '../presence/use-meter.ts';
import { useCallTracks } from '../room/use-call-tracks.ts';
import type { CallState } from '../state/call-state.ts';
import { presenceOf } from '../state/presence.ts';
import { isNews, stageHint } from '../state/stage-hint.ts';
import { words } from '../words.ts';
import { CallClock } from './call-clock.tsx';

export function Stage({ state, agent }: { state: CallState; agent: CatalogAgent | undefined }) {
  const tracks = useCallTracks(state.agent?.identity);
  const callerLevel = useMeter(tracks.caller);
  const agentLevel = useMeter(tracks.agent);
  const presence = presenceOf(state);
  return (
    <div className="stage" data-presence={presence}>
      <div className="stage-figure">
        <PresenceRings presence={presence} callerLevel={callerLevel} agentLevel={agentLevel} />
        <div className="stage-words">
          <p className="stage-agent">
            <bdi>{state.hello?.title ?? agent?.title ?? words.log.agent}</bdi>
            {state.startedAtMs !== undefined && <CallClock startedAtMs={state.startedAtMs} />}
          </p>
          <div role="status" aria-live={isNews(state, presence) ? 'polite' : 'off'}>
            <h1 className="state-word">{words.states.labels[presence]}</h1>
            <p className="state-hint">{stageHint(state, presence)}</p>
          </div>
        </div>
      </div>
    </div>
  );
}
