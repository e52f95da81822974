/** Typing into the call. Enter sends, Shift+Enter breaks the line; too long a text is kept and counted, never cut. */
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { FileButton } from '../files/file-button.tsx';
import { MAX_MESSAGE_CHARACTERS } from '../room/send-control.ts';
import { words } from '../words.ts';
import { SendIcon } from './icons.tsx';

/** The counter appears when this many characters are left. */
const COUNTER_FROM = 400;

interface Props {
  onSend: (text: string) => void;
  onFiles: (files: readonly File[]) => void;
}

export function Composer({ onSend, onFiles }: Props) {
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const left = MAX_MESSAGE_CHARACTERS - text.trim().length;
  const sendable = text.trim() !== '' && left >= 0;

  useGrowing(field, text);

  const send = (): void => {
    if (!sendable) return;
    onSend(text.trim());
    setText('');
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    /* While an input method composes a word, Enter belongs to it. */
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <FileButton onFiles={onFiles} />
      <textarea
        ref={field}
        id="composer-text"
        rows={1}
        dir="auto"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        placeholder={words.composer.placeholder}
        aria-label={words.composer.label}
        aria-invalid={left < 0}
        aria-describedby="composer-count"
        enterKeyHint="send"
        autoComplete="off"
      />
      <button type="submit" className="send" disabled={!sendable} aria-label={words.composer.send}>
        <SendIcon />
      </button>
      <p id="composer-count" className="composer-count" data-over={left < 0} aria-live="polite">
        {left <= COUNTER_FROM && words.composer.left(left)}
      </p>
    </form>
  );
}

/** Where style sheets cannot let a field grow with its text; its bounds are in the style sheet. */
function useGrowing(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text.
  useLayoutEffect(() => {
    const { current } = field;
    if (!current || CSS.supports('field-sizing', 'content')) return;
    current.style.blockSize = 'auto';
    current.style.blockSize = `${current.scrollHeight + current.offsetHeight - current.clientHeight}px`;
  }, [field, text]);
}
