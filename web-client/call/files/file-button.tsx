/** Opens the browser's file dialog for files the agent can read. */
import { useRef } from 'react';
import { ClipIcon } from '../parts/icons.tsx';
import { ACCEPTED } from '../state/file-check.ts';
import { words } from '../words.ts';

export function FileButton({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={ACCEPTED}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          /* The same file may be chosen again. */
          event.target.value = '';
        }}
      />
      <button
        type="button"
        className="quiet-button icon-only"
        onClick={() => input.current?.click()}
        aria-label={words.files.add}
        title={words.files.add}
      >
        <ClipIcon />
      </button>
    </>
  );
}
