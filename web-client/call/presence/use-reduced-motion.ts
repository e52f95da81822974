/** Whether the person has asked their system for less motion; follows the setting while the page is open. */
import { useSyncExternalStore } from 'react';

const query = (): MediaQueryList => window.matchMedia('(prefers-reduced-motion: reduce)');

function subscribe(changed: () => void): () => void {
  const media = query();
  media.addEventListener('change', changed);
  return () => media.removeEventListener('change', changed);
}

export const useReducedMotion = (): boolean => useSyncExternalStore(subscribe, () => query().matches);
