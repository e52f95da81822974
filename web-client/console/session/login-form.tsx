/** Name and password. The password is forgotten when it was wrong; the name is kept. */
import { type FormEvent, useRef, useState } from 'react';
import { useDeed } from '../api/use-deed.ts';
import { words } from '../words.ts';
import { useSession } from './use-session.tsx';

export function LoginForm({ name: known }: { name?: string | undefined }) {
  const { login } = useSession();
  const [name, setName] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const deed = useDeed();
  const field = useRef<HTMLInputElement>(null);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const done = await deed.run(async () => {
      await login(name.trim(), password);
      return undefined;
    });
    if (done) return;
    setPassword('');
    field.current?.focus();
  };

  return (
    <form className="login-form" onSubmit={(event) => void submit(event)}>
      <label className="field">
        <span>{words.login.name}</span>
        <input
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          maxLength={64}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label className="field">
        <span>{words.login.password}</span>
        <input
          ref={field}
          type="password"
          name="password"
          autoComplete="current-password"
          required
          maxLength={200}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </label>
      {deed.failure !== undefined && (
        <p className="note-line note-bad" role="alert">
          {deed.failure}
        </p>
      )}
      <button type="submit" className="button button-main" disabled={deed.busy}>
        {deed.busy ? words.login.busy : words.login.submit}
      </button>
    </form>
  );
}
