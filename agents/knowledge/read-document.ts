/**
 * The bytes of a document as its text. Hostile or not, they are read away from this process: files by the reader of
 * files, web pages by a thread. The text is data whoever wrote it.
 */
import type { FileReader } from '../files/file-reader.ts';
import type { GivenFile } from '../files/given-file.ts';
import { ReadingError } from '../seeing/reading/reading-error.ts';
import { FILE_LIMITS, fileResponse } from '../seeing/reading-api.ts';
import type { DocumentText } from './document-text.ts';
import { readHtml } from './html-thread.ts';

const HTML = /^(?:text\/html|application\/xhtml\+xml)$/;

/** Rejects with a ReadingError whose message is a sentence, or with the signal's reason. */
export async function readDocument(
  file: GivenFile,
  reader: Pick<FileReader, 'read'>,
  signal: AbortSignal,
): Promise<DocumentText> {
  if (HTML.test(file.mediaType) || (/\.x?html?$/i.test(file.name) && !/\//.test(file.mediaType)))
    return await pageText(file, signal);
  const answer = fileResponse.parse(JSON.parse(new TextDecoder().decode(await reader.read(file, signal))));
  switch (answer.kind) {
    case 'document': {
      const { mediaType, pages } = answer.document;
      const several = pages.length > 1 || mediaType === 'application/pdf';
      const parts = pages.map(({ number, text }) => ({ ...(several && { page: number }), text: text.private }));
      return { mediaType, parts, notes: answer.notes };
    }
    case 'table': {
      const parts = answer.tables.map(({ columns, rows }) => ({ columns: columns.map(({ name }) => name), rows }));
      return { mediaType: 'text/csv', parts, notes: answer.notes };
    }
    case 'picture':
      return { mediaType: 'image/jpeg', parts: [{ text: answer.text }], notes: answer.notes };
  }
}

async function pageText({ bytes, name }: GivenFile, signal: AbortSignal): Promise<DocumentText> {
  const { title, text } = await readHtml(bytes, name, signal);
  if (text.length > FILE_LIMITS.characters) {
    const sentence = `${JSON.stringify(name)} has ${text.length} characters; up to ${FILE_LIMITS.characters} are read.`;
    throw new ReadingError('too_large', sentence);
  }
  return { ...(title !== '' && { title }), mediaType: 'text/html', parts: [{ text }], notes: [] };
}
