/** Which role may do what. Pure; the server decides, this only keeps from offering what it would refuse. */
import type { OperatorReply } from '../../../server/api/console.ts';
import { words } from '../words.ts';

export type Role = OperatorReply['role'];
const ROLES: readonly Role[] = ['viewer', 'operator', 'admin'];

export const mayAct = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** Why this person may not do it, undefined when they may. */
export const whyNot = (role: Role, needed: Role): string | undefined =>
  mayAct(role, needed) ? undefined : words.roles.needed(needed, role);
