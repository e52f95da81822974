/** Goes from screen to screen by the page's address, so that back, reload and a copied link do what one expects. */
import { type MouseEvent, type ReactNode, useSyncExternalStore } from 'react';
import { addressOf, type Place, placeOf, type Screen } from './address.ts';

const WENT = 'console-went';

function subscribe(changed: () => void): () => void {
  addEventListener('popstate', changed);
  addEventListener(WENT, changed);
  return () => {
    removeEventListener('popstate', changed);
    removeEventListener(WENT, changed);
  };
}

export function usePlace(): Place {
  return placeOf(useSyncExternalStore(subscribe, () => location.pathname));
}

export function goTo(screen: Screen, id?: string): void {
  history.pushState(null, '', addressOf(screen, id));
  dispatchEvent(new Event(WENT));
}

interface Props {
  screen: Screen;
  id?: string;
  className?: string;
  current?: boolean;
  children: ReactNode;
}

export function Link({ screen, id, className, current, children }: Props) {
  const onClick = (event: MouseEvent): void => {
    /* A new tab or window is the browser's business. */
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(screen, id);
  };
  return (
    <a
      href={addressOf(screen, id)}
      onClick={onClick}
      {...(className === undefined ? {} : { className })}
      {...(current === true ? { 'aria-current': 'page' as const } : {})}
    >
      {children}
    </a>
  );
}
