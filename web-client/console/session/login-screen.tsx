/** The login as a page, and as a dialog above the work of somebody whose session ended. */
import { useEffect, useRef } from 'react';
import { Wordmark } from '../frame/wordmark.tsx';
import { words } from '../words.ts';
import { LoginForm } from './login-form.tsx';
import { useSession } from './use-session.tsx';

export function LoginScreen() {
  return (
    <main className="login">
      <div className="login-card">
        <Wordmark />
        <h1>{words.login.title}</h1>
        <LoginForm />
        <p className="fine">{words.login.where}</p>
      </div>
    </main>
  );
}

export function LoginAgain() {
  const { operator, lost } = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (lost) dialog.current?.showModal();
    else dialog.current?.close();
  }, [lost]);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby="login-again"
      /* Nothing can be done without a session: closing it would leave a page that only looks alive. */
      onCancel={(event) => event.preventDefault()}
    >
      <h2 id="login-again">{words.login.again}</h2>
      <p>{words.login.kept}</p>
      {lost && <LoginForm name={operator?.name} />}
    </dialog>
  );
}
