/** Whether there is room for all controls in a row; the width of the two columns in the style sheets. */
import { useSyncExternalStore } from 'react';

const query = (): MediaQueryList => window.matchMedia('(min-width: 56rem)');

function subscribe(changed: () => void): () => void {
  const media = query();
  media.addEventListener('change', changed);
  return () => media.removeEventListener('change', changed);
}

export const useWide = (): boolean => useSyncExternalStore(subscribe, () => query().matches);
