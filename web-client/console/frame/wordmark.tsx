/** Whose console this is. */
import { words } from '../words.ts';

export function Wordmark() {
  return (
    <p className="wordmark">
      <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" aria-hidden="true">
        <circle cx="12" cy="12" r="10.5" strokeWidth="1.2" opacity=".45" />
        <circle cx="12" cy="12" r="7" strokeWidth="1.5" opacity=".75" />
        <circle cx="12" cy="12" r="3.4" fill="currentColor" stroke="none" />
      </svg>
      {words.brand} <span>{words.console}</span>
    </p>
  );
}
