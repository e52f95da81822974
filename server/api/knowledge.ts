/** Documents that agents know, as the API shows them. */
import { z } from 'zod';
import {
  collectionName,
  collectionsResponse,
  KNOWLEDGE_LIMITS,
  knownDocument,
  searchResponse,
  takenIn,
} from '../../agents/knowledge/knowledge-api.ts';
import { line } from './plain-text.ts';

const collection = collectionName.describe('As a source of the kind `knowledge` is named in agent files');
export const collectionParams = z.object({ collection });
export const documentParams = z.object({ collection, id: line(100).describe('Id of a document') });
export const collectionsReply = collectionsResponse.meta({ id: 'KnowledgeCollections' });

export const documentsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  offset: z.coerce.number().int().min(0).default(0),
});
export const documentsReply = z
  .object({ documents: z.array(knownDocument.meta({ id: 'KnownDocument' })) })
  .meta({ id: 'KnownDocuments' });

export const uploadQuery = z.strictObject({
  name: line(255)
    .optional()
    .describe('What the file is called, with its extension; the body is its bytes. Absent: the body is `{"url": ...}`'),
});
export const urlBody = z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(2_000) });
export const takenInReply = takenIn
  .extend({ version: z.number().int().positive().optional().describe('Absent: the bytes were known already') })
  .meta({ id: 'DocumentTakenIn' });

export const knowledgeSearchRequest = z
  .strictObject({
    query: line(KNOWLEDGE_LIMITS.queryCharacters),
    limit: z.number().int().min(1).max(KNOWLEDGE_LIMITS.passages).default(4),
  })
  .meta({ id: 'KnowledgeSearch' });
export const knowledgeSearchReply = searchResponse.meta({ id: 'KnowledgeFound' });
export const removedReply = z.object({ removed: z.literal(true) }).meta({ id: 'DocumentRemoved' });
