/** The texts of documents in their rows: sealed, or as they were written before documents were sealed. */
import type { KnowledgeSeal } from './knowledge-seal.ts';

const ofChunk = (chunkId: string): string => `knowledge/${chunkId}`;
const ofVersion = (documentId: string, version: number): string => `knowledge/${documentId}/${version}`;

export interface ChunkText {
  headings: string[];
  body: string;
}
/** Columns of a chunk, whatever else its row has. */
export const chunkText = (seal: KnowledgeSeal, row: Record<string, unknown>): ChunkText => {
  if (row.sealed !== 1) return { headings: JSON.parse(String(row.heading)), body: String(row.body) };
  return JSON.parse(seal.open(String(row.body), ofChunk(String(row.chunk_id))));
};
/** For the columns `heading` and `body`. Only inside a write. */
export const sealedChunk = (seal: KnowledgeSeal, chunkId: string, text: ChunkText) => ({
  heading: '[]',
  body: seal.seal(JSON.stringify(text), ofChunk(chunkId)),
});

export interface VersionText {
  title: string;
  notes: string[];
}
export const versionText = (
  seal: KnowledgeSeal,
  row: { document_id: unknown; version: unknown; title: unknown; notes?: unknown; sealed: unknown },
): VersionText => {
  if (row.sealed !== 1) return { title: String(row.title), notes: JSON.parse(String(row.notes ?? '[]')) };
  return JSON.parse(seal.open(String(row.title), ofVersion(String(row.document_id), Number(row.version))));
};
/** For the columns `title` and `notes`. Only inside a write. */
export const sealedVersion = (seal: KnowledgeSeal, documentId: string, version: number, text: VersionText) => ({
  title: seal.seal(JSON.stringify(text), ofVersion(documentId, version)),
  notes: '[]',
});
