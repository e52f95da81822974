/**
 * What a file is, by its first bytes, checked against what it is called (its name and declared media type). A file that
 * pretends to be something else is refused, for whoever sent it either made a mistake or means harm. Pure.
 */
import { ReadingError } from '../seeing/reading/reading-error.ts';

export type FileKind = 'pdf' | 'picture' | 'table' | 'text';

interface Signature {
  kind: 'pdf' | 'picture' | 'refused';
  what: string;
  mediaType?: string;
  at?: number;
  bytes: string;
}
const SIGNATURES: Signature[] = [
  { kind: 'picture', what: 'a PNG picture', mediaType: 'image/png', bytes: '\x89PNG\r\n\x1a\n' },
  { kind: 'picture', what: 'a JPEG picture', mediaType: 'image/jpeg', bytes: '\xff\xd8\xff' },
  { kind: 'picture', what: 'a GIF picture', mediaType: 'image/gif', bytes: 'GIF8' },
  { kind: 'picture', what: 'a WebP picture', mediaType: 'image/webp', at: 8, bytes: 'WEBP' },
  { kind: 'picture', what: 'a TIFF picture', mediaType: 'image/tiff', bytes: 'II*\0' },
  { kind: 'picture', what: 'a TIFF picture', mediaType: 'image/tiff', bytes: 'MM\0*' },
  { kind: 'picture', what: 'an AVIF picture', mediaType: 'image/avif', at: 4, bytes: 'ftypavif' },
  { kind: 'refused', what: 'a HEIC picture', at: 4, bytes: 'ftyphei' },
  { kind: 'refused', what: 'a HEIC picture', at: 4, bytes: 'ftypmif1' },
  { kind: 'refused', what: 'a film', at: 4, bytes: 'ftyp' },
  { kind: 'refused', what: 'a film', bytes: '\x1a\x45\xdf\xa3' },
  { kind: 'refused', what: 'a ZIP archive or an Office document', bytes: 'PK\x03\x04' },
  { kind: 'refused', what: 'a ZIP archive', bytes: 'PK\x05\x06' },
  { kind: 'refused', what: 'an old Office document', bytes: '\xd0\xcf\x11\xe0' },
  { kind: 'refused', what: 'a gzip archive', bytes: '\x1f\x8b' },
  { kind: 'refused', what: 'a 7-Zip archive', bytes: "7z\xbc\xaf'\x1c" },
  { kind: 'refused', what: 'a RAR archive', bytes: 'Rar!' },
  { kind: 'refused', what: 'a program', bytes: '\x7fELF' },
  { kind: 'refused', what: 'a sound file', bytes: 'ID3' },
  { kind: 'refused', what: 'a sound file', bytes: 'OggS' },
  { kind: 'refused', what: 'a database', bytes: 'SQLite format 3\0' },
];

const TAKEN = 'PDF, pictures (PNG, JPEG, WebP, GIF, TIFF, AVIF), CSV, TSV, plain text and Markdown can be read';
/** A PDF may have bytes before its header. */
const PDF_HEADER_WITHIN = 1024;

const BY_EXTENSION: Record<string, FileKind | 'refused'> = {
  pdf: 'pdf',
  ...Object.fromEntries(
    ['png', 'jpg', 'jpeg', 'jfif', 'gif', 'webp', 'tif', 'tiff', 'avif'].map((e) => [e, 'picture']),
  ),
  csv: 'table',
  tsv: 'table',
  tab: 'table',
  ...Object.fromEntries(['txt', 'text', 'md', 'markdown', 'log', 'json', 'yaml', 'yml', 'ini'].map((e) => [e, 'text'])),
  ...Object.fromEntries(['docx', 'xlsx', 'pptx', 'doc', 'xls', 'zip', 'html', 'htm', 'svg'].map((e) => [e, 'refused'])),
};

function byMediaType(mediaType: string): FileKind | 'refused' | undefined {
  if (mediaType === 'application/pdf') return 'pdf';
  if (mediaType === 'image/svg+xml' || mediaType === 'text/html') return 'refused';
  if (mediaType.startsWith('image/')) return 'picture';
  if (['text/csv', 'application/csv', 'text/tab-separated-values'].includes(mediaType)) return 'table';
  if (mediaType.startsWith('text/') || mediaType === 'application/json') return 'text';
  return undefined;
}

const NAMED: Record<FileKind, string> = { pdf: 'a PDF', picture: 'a picture', table: 'a table', text: 'text' };

export interface KnownFile {
  kind: FileKind;
  /** As its bytes say, or for text as its name says. */
  mediaType: string;
  notes: string[];
}

/** Throws a ReadingError (`not_readable` when empty, `unsupported`, `mislabelled`). */
export function kindOfFile(bytes: Uint8Array, name: string, declared: string): KnownFile {
  const shown = JSON.stringify(name);
  if (bytes.length === 0) throw new ReadingError('not_readable', `${shown} is empty.`);
  const extension = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const named = Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
  const said = byMediaType(declared);
  const found = signatureOf(bytes);
  if (found?.kind === 'refused') throw new ReadingError('unsupported', `${shown} is ${found.what}. ${TAKEN}.`);
  // Text has no signature: what else it may be called decides, the name before the media type.
  const claims = [named, said].filter((claim) => claim !== undefined);
  if (found !== undefined) {
    const lie = claims.find((claim) => claim !== found.kind);
    if (lie !== undefined) {
      const claimed = lie === 'refused' ? 'something else' : NAMED[lie];
      throw new ReadingError('mislabelled', `${shown} is called ${claimed} but its bytes are ${found.what}.`);
    }
    const mediaType = found.mediaType ?? 'application/octet-stream';
    const differs = said !== undefined && declared !== mediaType && declared !== 'image/jpg';
    return { kind: found.kind, mediaType, notes: differs ? [`It was sent as ${declared} but is ${found.what}.`] : [] };
  }
  if (claims.includes('refused'))
    throw new ReadingError('unsupported', `${shown} is of a kind that is not read. ${TAKEN}.`);
  const lie = claims.find((claim) => claim === 'pdf' || claim === 'picture');
  if (lie !== undefined) {
    throw new ReadingError('mislabelled', `${shown} is called ${NAMED[lie as FileKind]} but does not begin like one.`);
  }
  const kind = claims.includes('table') ? 'table' : 'text';
  if (kind === 'text' && claims.length === 0 && declared !== '' && declared !== 'application/octet-stream') {
    throw new ReadingError('unsupported', `${shown} was sent as ${declared}. ${TAKEN}.`);
  }
  return { kind, mediaType: textMediaType(kind, extension), notes: [] };
}

function textMediaType(kind: 'table' | 'text', extension: string): string {
  if (kind === 'table') return extension === 'tsv' || extension === 'tab' ? 'text/tab-separated-values' : 'text/csv';
  if (extension === 'md' || extension === 'markdown') return 'text/markdown';
  return extension === 'json' ? 'application/json' : 'text/plain';
}

function signatureOf(
  bytes: Uint8Array,
): (Pick<Signature, 'what' | 'mediaType'> & { kind: Signature['kind'] }) | undefined {
  const head = Buffer.from(bytes.subarray(0, PDF_HEADER_WITHIN)).toString('latin1');
  const found = SIGNATURES.find(({ bytes: magic, at = 0 }) => head.startsWith(magic, at));
  if (found) return found;
  if (head.includes('%PDF-')) return { kind: 'pdf', what: 'a PDF', mediaType: 'application/pdf' };
  return undefined;
}
