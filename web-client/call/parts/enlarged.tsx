/** One picture as large as the window allows, with its name. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { words } from '../words.ts';
import { CloseIcon } from './icons.tsx';

interface Props {
  title: string;
  note?: string;
  onClose: () => void;
  children: ReactNode;
}

export function Enlarged({ title, note, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} className="enlarged" onClose={onClose} aria-labelledby={titleId}>
      <header className="enlarged-head">
        <h2 id={titleId}>{title}</h2>
        {note !== undefined && <p className="fine">{note}</p>}
        <button
          type="button"
          className="quiet-button icon-only"
          onClick={() => dialog.current?.close()}
          aria-label={words.picture.close}
        >
          <CloseIcon />
        </button>
      </header>
      {children}
    </dialog>
  );
}
