/** The first screen: who to talk to, and one large button. */
import { lazy, Suspense, useState } from 'react';
import type { CatalogAgent } from '../api/agents.ts';
import type { AgentsAsked } from '../api/use-agents.ts';
import { AgentChoice } from '../parts/agent-choice.tsx';
import { KeyboardIcon, MicrophoneIcon, SoundIcon } from '../parts/icons.tsx';
import { PresenceRings } from '../presence/presence-rings.tsx';
import type { CallState } from '../state/call-state.ts';
import { words } from '../words.ts';

const SoundPanel = lazy(() => import('../sound/sound-panel.tsx').then((module) => ({ default: module.SoundPanel })));

interface Props {
  agents: readonly CatalogAgent[];
  asked: AgentsAsked;
  chosen: CatalogAgent | undefined;
  onChoose: (name: string) => void;
  onStart: (withMicrophone: boolean) => void;
  failure: CallState['failure'];
}

const silence = (): number => 0;

export function HomeScreen({ agents, asked, chosen, onChoose, onStart, failure }: Props) {
  const [soundOpen, setSoundOpen] = useState(false);
  return (
    <div className="home">
      <div className="home-words">
        <h1>{words.home.title}</h1>
        <p className="lead">{words.home.lead}</p>
        {failure && (
          <div className="notice notice-bad" role="alert">
            <strong>{words.failure.title}</strong> {failure.message}
          </div>
        )}
        <AgentChoice agents={agents} asked={asked} chosen={chosen} onChoose={onChoose} />
      </div>
      <div className="home-stage">
        <PresenceRings presence="resting" callerLevel={silence} agentLevel={silence} />
        <button
          type="button"
          className="start"
          onClick={() => onStart(true)}
          aria-label={chosen ? words.home.startWith(chosen.title) : words.home.start}
        >
          <MicrophoneIcon />
          <span>{words.home.start}</span>
        </button>
      </div>
      <div className="home-extras">
        <button type="button" className="quiet-button" onClick={() => onStart(false)}>
          <KeyboardIcon />
          {words.home.typeInstead}
        </button>
        <button type="button" className="quiet-button" onClick={() => setSoundOpen(true)}>
          <SoundIcon />
          {words.home.checkMicrophone}
        </button>
        <p className="fine">{words.home.privacy}</p>
      </div>
      {soundOpen && (
        <Suspense>
          <SoundPanel onClose={() => setSoundOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
