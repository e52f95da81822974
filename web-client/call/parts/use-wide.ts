/** Whether the page stands in two columns; the same width as in the style sheets. */
import { useSyncExternalStore } from 'react';

const query = (): MediaQueryList => window.matchMedia('(min-width: 56rem)');

function subscribe(changed: () => void): () => void {
  const media = query();
  media.addEventListener('change', changed);
  return () => media.removeEventListener('change', changed);
}

export const useWide = (): boolean => useSyncExternalStore(subscribe, () => query().matches);
