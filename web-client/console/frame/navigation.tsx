/** Where one can go, what waits there, and who is here. */
import { useEffect, useRef } from 'react';
import { useTheme } from '../../theme/use-theme.ts';
import { useDeed } from '../api/use-deed.ts';
import { useSession } from '../session/use-session.tsx';
import { words } from '../words.ts';
import { SCREENS } from './address.ts';
import { Icon } from './icons.tsx';
import { Link, usePlace } from './router.tsx';
import { Wordmark } from './wordmark.tsx';

export function Navigation({ waiting }: { waiting: number }) {
  const { screen: here } = usePlace();
  const { operator, logout } = useSession();
  const { theme, next } = useTheme();
  const leaving = useDeed();
  const list = useRef<HTMLUListElement>(null);
  /* On a narrow screen the list scrolls sideways: where one is must be in it. */
  // biome-ignore lint/correctness/useExhaustiveDependencies: another screen is another entry; the badge moves those after it.
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [here, waiting > 0]);
  return (
    <header className="side">
      <Wordmark />
      <nav aria-label={words.navigation.label}>
        <ul ref={list}>
          {SCREENS.map((screen) => (
            <li key={screen}>
              <Link screen={screen} current={screen === here}>
                <Icon of={screen} />
                {words.navigation.screens[screen]}
                {screen === 'review' && waiting > 0 && (
                  <span className="badge">
                    {waiting}
                    <span className="out-of-sight"> {words.navigation.waiting}</span>
                  </span>
                )}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="side-foot">
        <p className="who">
          <strong>{operator?.name}</strong>
          <span className="fine">{operator === undefined ? '' : words.roles.names[operator.role]}</span>
        </p>
        <button type="button" className="button button-small button-quiet" onClick={next}>
          {words.theme[theme]}
        </button>
        <button
          type="button"
          className="button button-small button-quiet"
          disabled={leaving.busy}
          onClick={() =>
            void leaving.run(async () => {
              await logout();
              return undefined;
            })
          }
        >
          {words.navigation.logout}
        </button>
        {leaving.failure !== undefined && (
          <p className="note-line note-bad" role="alert">
            {leaving.failure}
          </p>
        )}
      </div>
    </header>
  );
}
