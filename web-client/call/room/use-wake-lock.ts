/** Keeps a phone's screen on during a call, where the browser can; a refusal only means the screen may dim. */
import { useEffect } from 'react';

export function useWakeLock(): void {
  useEffect(() => {
    /* Typed as always present, but not every browser has it. */
    const wakeLock: WakeLock | undefined = navigator.wakeLock;
    if (wakeLock === undefined) return;
    let held: WakeLockSentinel | undefined;
    let over = false;
    const take = (): void => {
      if (document.visibilityState !== 'visible') return;
      wakeLock.request('screen').then(
        (sentinel) => {
          if (over) sentinel.release().catch(() => undefined);
          else held = sentinel;
        },
        () => undefined,
      );
    };
    take();
    document.addEventListener('visibilitychange', take);
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', take);
      held?.release().catch(() => undefined);
    };
  }, []);
}
