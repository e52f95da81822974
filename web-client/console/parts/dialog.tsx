/** A question that must be answered before anything else. Escape and the cancel button leave all as it was. */
import { type FormEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import type { Deed } from '../api/use-deed.ts';
import { words } from '../words.ts';
import { FailureLine } from './lines.tsx';

interface Props {
  title: string;
  confirm: string;
  bad?: boolean;
  deed: Deed;
  /** What is still missing keeps the button from working. */
  ready?: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

export function Dialog({ title, confirm, bad, deed, ready = true, onConfirm, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready && !deed.busy) onConfirm();
  };
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={id} onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id={id}>{title}</h2>
        {children}
        <FailureLine failure={deed.failure} />
        <div className="button-row">
          <button
            type="submit"
            className={`button ${bad === true ? 'button-bad' : 'button-main'}`}
            disabled={!ready || deed.busy}
          >
            {confirm}
          </button>
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            {words.cancel}
          </button>
        </div>
      </form>
    </dialog>
  );
}
