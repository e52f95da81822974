/** The button one holds while talking. A press that ends elsewhere (finger slides off, window lost) still lets go. */
import { useEffect, useRef } from 'react';
import { words } from '../words.ts';
import { MicrophoneIcon } from './icons.tsx';

export function TalkButton({ held, onHeld }: { held: boolean; onHeld: (held: boolean) => void }) {
  const button = useRef<HTMLButtonElement>(null);
  /* Whoever switches push-to-talk on wants this next. */
  useEffect(() => button.current?.focus(), []);
  return (
    <button
      ref={button}
      type="button"
      className="talk-button"
      data-talk
      aria-pressed={held}
      aria-keyshortcuts="Space"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        onHeld(true);
      }}
      onPointerUp={() => onHeld(false)}
      onPointerCancel={() => onHeld(false)}
      onLostPointerCapture={() => onHeld(false)}
      onContextMenu={(event) => event.preventDefault()}
    >
      <MicrophoneIcon />
      <span>{held ? words.controls.holding : words.controls.hold}</span>
    </button>
  );
}
