/** The call page: one screen per phase of a call. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { useAgents } from './api/use-agents.ts';
import { PageHeader } from './parts/page-header.tsx';
import { useScreenFocus } from './parts/use-screen-focus.ts';
import { loadCall, useCall } from './room/use-call.ts';
import { ConnectingScreen } from './screens/connecting-screen.tsx';
import { EndedScreen } from './screens/ended-screen.tsx';
import { HomeScreen } from './screens/home-screen.tsx';
import { MicrophoneHelpScreen } from './screens/microphone-help-screen.tsx';
import { words } from './words.ts';

const loadScreen = () => import('./screens/call-screen.tsx');
const CallScreen = lazy(() => loadScreen().then((module) => ({ default: module.CallScreen })));

export function CallApp() {
  const { state, room, actions } = useCall();
  const { agents, asked, chosen, choose } = useAgents();
  const [typedOnly, setTypedOnly] = useState(false);
  const mainRef = useScreenFocus(state.phase);

  /* Fetched while the first screen is read, so that the button answers at once. */
  useEffect(() => {
    Promise.all([loadCall(), loadScreen()]).catch(() => undefined);
  }, []);

  const start = (withMicrophone: boolean): void => {
    setTypedOnly(!withMicrophone);
    actions.start(chosen?.name, withMicrophone);
  };
  const again = (): void => start(!typedOnly);

  return (
    <div className="page" data-phase={state.phase}>
      <a className="skip" href="#main">
        {words.skipToMain}
      </a>
      <PageHeader />
      <main id="main" ref={mainRef} tabIndex={-1}>
        {state.phase === 'home' && (
          <HomeScreen
            agents={agents}
            asked={asked}
            chosen={chosen}
            onChoose={choose}
            onStart={start}
            failure={state.failure}
          />
        )}
        {state.phase === 'connecting' && <ConnectingScreen onCancel={actions.cancel} agent={chosen} />}
        {state.phase === 'microphone-help' && state.microphoneProblem && (
          <MicrophoneHelpScreen
            problem={state.microphoneProblem}
            onRetry={() => start(true)}
            onType={() => start(false)}
            onBack={actions.goHome}
          />
        )}
        {state.phase === 'in-call' && room && (
          <Suspense fallback={<ConnectingScreen onCancel={actions.cancel} agent={chosen} />}>
            <CallScreen
              state={state}
              room={room}
              agent={chosen}
              onEvent={actions.dispatch}
              onEnd={actions.leave}
              onRestart={again}
            />
          </Suspense>
        )}
        {state.phase === 'ended' && (
          <EndedScreen state={state} agent={chosen} onAgain={again} onHome={actions.goHome} />
        )}
      </main>
    </div>
  );
}
