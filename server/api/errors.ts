/** What every failed request answers: one shape, whatever failed. */
import { z } from 'zod';

export const errorReply = z
  .object({
    error: z.object({
      code: z.string().describe('One of the codes in docs/api.md'),
      message: z.string().describe('A sentence with the offending value'),
      details: z.record(z.string(), z.unknown()).optional(),
      requestId: z.string().describe('Find it in the log of the server'),
    }),
  })
  .meta({ id: 'Error' });
export type ErrorReply = z.infer<typeof errorReply>;
