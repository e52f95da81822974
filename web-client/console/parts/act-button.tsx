/**
 * A button that does something to the world. What this person's role may not do stays readable and says why when it is
 * pressed or pointed at, instead of being dead.
 */
import { type ReactNode, useId, useState } from 'react';
import { type Role, whyNot } from '../session/roles.ts';
import { useRole } from '../session/use-session.tsx';

interface Props {
  needs: Role;
  onAct: () => void;
  children: ReactNode;
  kind?: 'main' | 'plain' | 'bad' | 'quiet';
  small?: boolean;
  busy?: boolean;
  /** Why it cannot be done now, whoever asks; a sentence. */
  blocked?: string | undefined;
  pressed?: boolean;
}

export function ActButton({ needs, onAct, children, kind = 'plain', small, busy, blocked, pressed }: Props) {
  const role = useRole();
  const id = useId();
  const [told, setTold] = useState(false);
  const reason = whyNot(role, needs) ?? blocked;
  const className = `button button-${kind}${small === true ? ' button-small' : ''}`;
  return (
    <>
      <button
        type="button"
        className={className}
        disabled={busy === true}
        {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
        {...(reason === undefined ? {} : { 'aria-disabled': true, title: reason, 'aria-describedby': id })}
        onClick={() => (reason === undefined ? onAct() : setTold(true))}
      >
        {children}
      </button>
      {reason !== undefined && (
        <span id={id} className={told ? 'why-not' : 'out-of-sight'} role={told ? 'status' : undefined}>
          {reason}
        </span>
      )}
    </>
  );
}
