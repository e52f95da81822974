/** Logging in to the console. */
import { z } from 'zod';
import { line } from './plain-text.ts';

export const loginRequest = z.strictObject({ name: line(64), password: line(200) }).meta({ id: 'Login' });
export const operatorReply = z
  .object({ name: z.string(), role: z.enum(['viewer', 'operator', 'admin']), untilMs: z.number() })
  .meta({ id: 'Operator' });
export type OperatorReply = z.infer<typeof operatorReply>;
