/** When the screen changes, reading goes on at its heading, so that nobody is left on a button that is gone. */
import { type RefObject, useEffect, useRef } from 'react';

export function useScreenFocus(screen: string): RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(screen);
  useEffect(() => {
    if (shown.current === screen) return;
    shown.current = screen;
    const heading = main.current?.querySelector<HTMLElement>('h1, h2');
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }, [screen]);
  return main;
}
