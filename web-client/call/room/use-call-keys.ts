/** M mutes; Space, held, talks in push-to-talk mode. Never while the person types, and never instead of a focused control. */
import { useEffect } from 'react';

interface Keys {
  pushToTalk: boolean;
  toggleMute: () => void;
  setTalkHeld: (held: boolean) => void;
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
const hasOwnSpace = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('button:not([data-talk]), summary, a, [role="radio"]');

export function useCallKeys({ pushToTalk, toggleMute, setTalkHeld }: Keys): void {
  useEffect(() => {
    const down = (event: KeyboardEvent): void => {
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        typing(event.target) ||
        document.querySelector('dialog[open]')
      )
        return;
      if (event.key.toLowerCase() === 'm' && !event.repeat && !pushToTalk) toggleMute();
      if (event.code === 'Space' && pushToTalk && !hasOwnSpace(event.target)) {
        event.preventDefault();
        if (!event.repeat) setTalkHeld(true);
      }
    };
    const up = (event: KeyboardEvent): void => {
      if (event.code === 'Space' && pushToTalk) setTalkHeld(false);
    };
    /* A key released in another window is never reported here: losing the window lets go of it. */
    const letGo = (): void => setTalkHeld(false);
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    window.addEventListener('blur', letGo);
    return () => {
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
      window.removeEventListener('blur', letGo);
    };
  }, [pushToTalk, toggleMute, setTalkHeld]);
}
