/** The console: a login, then one screen per address beside the navigation. */
import { useEffect, useRef } from 'react';
import { CallScreen } from './call/call-screen.tsx';
import type { Place } from './frame/address.ts';
import { Navigation } from './frame/navigation.tsx';
import { Link, usePlace } from './frame/router.tsx';
import { WaitingProvider } from './frame/use-waiting.tsx';
import { LiveScreen } from './live/live-screen.tsx';
import { MemoryScreen } from './memory/memory-screen.tsx';
import { PastScreen } from './past/past-screen.tsx';
import { PolicyScreen } from './policy/policy-screen.tsx';
import { ReviewScreen } from './review/review-screen.tsx';
import { LoginAgain, LoginScreen } from './session/login-screen.tsx';
import { SessionProvider, useSession } from './session/use-session.tsx';
import { TasksScreen } from './tasks/tasks-screen.tsx';
import { ToolsScreen } from './tools/tools-screen.tsx';
import { words } from './words.ts';

/** Where a list and what is opened from it stand in each other's place; the same width as in rows.css. */
const ONE_PANE = '(max-width: 52rem)';

export function ConsoleApp() {
  return (
    <SessionProvider>
      <Console />
    </SessionProvider>
  );
}

function Console() {
  const { state, problem, retry } = useSession();
  if (state === 'out') return <LoginScreen />;
  if (state === 'asking')
    return (
      <main className="login">
        {problem === undefined ? (
          <p className="fine">{words.loading}</p>
        ) : (
          <div className="login-card">
            <h1>{words.failed.title}</h1>
            <p role="alert">{problem}</p>
            <button type="button" className="button" onClick={retry}>
              {words.again}
            </button>
          </div>
        )}
      </main>
    );
  return <WaitingProvider>{(waiting) => <Frame waiting={waiting} />}</WaitingProvider>;
}

function Frame({ waiting }: { waiting: number }) {
  const place = usePlace();
  const main = useRef<HTMLElement>(null);
  const before = useRef(place);
  const { screen, id } = place;
  useEffect(() => {
    document.title = words.title(screen === 'unknown' ? undefined : words.navigation.screens[screen], waiting);
  }, [screen, waiting]);
  /* Another screen begins at its heading, for eyes and for readers; so does what takes the place of its list. */
  useEffect(() => {
    const { screen: from, id: fromId } = before.current;
    before.current = { screen, id };
    if (from === screen && (fromId === id || !matchMedia(ONE_PANE).matches)) return;
    main.current?.focus();
    scrollTo(0, 0);
  }, [screen, id]);
  return (
    <div className="console">
      <a className="skip" href="#main">
        {words.skip}
      </a>
      <Navigation waiting={waiting} />
      <main id="main" ref={main} tabIndex={-1}>
        <Shown place={place} />
      </main>
      <LoginAgain />
    </div>
  );
}

function Shown({ place: { screen, id } }: { place: Place }) {
  switch (screen) {
    case 'live':
      return id === undefined ? <LiveScreen /> : <CallScreen key={id} callId={id} />;
    case 'review':
      return <ReviewScreen id={id} />;
    case 'calls':
      return id === undefined ? <PastScreen /> : <CallScreen key={id} callId={id} />;
    case 'tasks':
      return <TasksScreen id={id} />;
    case 'memory':
      return <MemoryScreen user={id} />;
    case 'tools':
      return <ToolsScreen />;
    case 'policy':
      return <PolicyScreen />;
    case 'unknown':
      return (
        <section className="screen">
          <h1>{words.nowhere.title}</h1>
          <p>
            <Link screen="live">{words.nowhere.back}</Link>
          </p>
        </section>
      );
  }
}
