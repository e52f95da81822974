/** What an agent knows of a user, as the API shows it, and what may be done with it. */
import { z } from 'zod';
import { memoryRecord } from '../../agents/memory/service-api.ts';
import { provenance } from '../../agents/observation/schema.ts';
import { line, paragraph } from './plain-text.ts';

export const userId = line(200).describe('Whose memory');
const limit = z.coerce.number().int().min(1).max(200).default(50);

export const memoryEntry = memoryRecord
  .omit({ content: true })
  .extend({ content: z.string() })
  .meta({ id: 'MemoryRecord' });
export type MemoryEntry = z.infer<typeof memoryEntry>;

const seen = z.number().int().positive().describe('The version that was looked at; when it is another by now: 409');

export const ofUserQuery = z.strictObject({ user: userId });
export const memoryListQuery = z.strictObject({ user: userId, limit });
export const ownMemoryQuery = z.strictObject({ limit });
export const forgetRecordQuery = ofUserQuery.extend({
  seen: z.coerce.number().pipe(seen).optional(),
});
export const recordParams = z.object({ id: line(200).describe('Id of a memory record') });

export const memoryListReply = z.object({ records: z.array(memoryEntry) }).meta({ id: 'Memory' });

export const memoryUsersReply = z
  .object({ users: z.array(z.object({ userId: z.string(), records: z.number().int(), updatedAtMs: z.number() })) })
  .meta({ id: 'MemoryUsers' });

export const memoryEditRequest = z
  .strictObject({
    user: userId,
    content: paragraph(8_000).describe('What the record says from now on'),
    seen: seen.optional(),
  })
  .meta({ id: 'MemoryEdit' });

/** In a body, not an address: addresses end in logs. */
export const memorySearchRequest = z
  .strictObject({ user: userId, query: paragraph(2_000), limit: z.number().int().min(1).max(50).default(6) })
  .meta({ id: 'MemorySearch' });
export const memorySearchReply = z
  .object({
    items: z.array(z.object({ record: memoryEntry, score: z.number() })),
    ranking: z.enum(['lexical', 'semantic', 'blended', 'none']),
    degraded: z.string().optional().describe('Why the answer is less than it could be'),
    tookMs: z.number(),
  })
  .meta({ id: 'MemoryFound' });

export const forgottenReply = z
  .object({ forgotten: z.array(z.string()).describe('Ids of the records that are gone') })
  .meta({ id: 'Forgotten' });

export const rollbackRequest = z
  .strictObject({
    user: userId,
    version: z.number().int().positive().describe('The version to return to'),
    seen: seen.optional(),
  })
  .meta({ id: 'Rollback' });

export const versionsReply = z
  .object({
    versions: z
      .array(
        z.object({ version: z.number().int().positive(), content: z.string(), provenance, replacedAtMs: z.number() }),
      )
      .describe('Older versions, oldest first; the present one is the record itself'),
  })
  .meta({ id: 'MemoryVersions' });
