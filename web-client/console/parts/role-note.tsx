/** Says once, where it matters, what this person's role may not do here. */
import { type Role, whyNot } from '../session/roles.ts';
import { useRole } from '../session/use-session.tsx';

export function RoleNote({ needs }: { needs: Role }) {
  const why = whyNot(useRole(), needs);
  return why === undefined ? null : <p className="fine">{why}</p>;
}
