/** Lines that tell how things went: what failed, what was done, what there is nothing of. */
import type { ReactNode } from 'react';
import type { Deed } from '../api/use-deed.ts';
import { words } from '../words.ts';

export function FailureLine({ failure, onAgain }: { failure: string | undefined; onAgain?: () => void }) {
  if (failure === undefined) return null;
  return (
    <p className="note-line note-bad" role="alert">
      <span>{failure}</span>
      {onAgain && (
        <button type="button" className="button button-small" onClick={onAgain}>
          {words.again}
        </button>
      )}
    </p>
  );
}

/** Always in the document, so that a reader hears it when it changes. */
export function DeedLine({ deed }: { deed: Deed }) {
  return (
    <>
      <FailureLine failure={deed.failure} />
      <p className="done-line" role="status">
        {deed.done}
      </p>
    </>
  );
}

export function Nothing({ children }: { children: ReactNode }) {
  return <p className="nothing">{children}</p>;
}
