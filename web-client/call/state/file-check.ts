/** Which files the agent can read, told before anything is sent: by name first, for browsers know few types. Pure. */
export type FileProblem = 'empty' | 'too-large' | 'type';

/** What one file may weigh. */
export const MAX_FILE_BYTES = 20_000_000;

const MIME_TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  pdf: 'application/pdf',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  txt: 'text/plain',
  md: 'text/markdown',
  markdown: 'text/markdown',
};
const KNOWN_TYPES = new Set(Object.values(MIME_TYPES));

/** For the browser's file dialog. */
export const ACCEPTED = [...Object.keys(MIME_TYPES).map((extension) => `.${extension}`), ...KNOWN_TYPES].join(',');

export type FileCheck = { mimeType: string } | { problem: FileProblem };

export function checkFile(file: { name: string; type: string; size: number }): FileCheck {
  const extension = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? '';
  const declared = file.type.split(';')[0] ?? '';
  const mimeType = MIME_TYPES[extension] ?? (KNOWN_TYPES.has(declared) ? declared : undefined);
  if (mimeType === undefined) return { problem: 'type' };
  if (file.size === 0) return { problem: 'empty' };
  return file.size > MAX_FILE_BYTES ? { problem: 'too-large' } : { mimeType };
}

/** 1_234_567 -> "1.2 MB". */
export function fileSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  if (bytes < 999_500) return `${Math.round(bytes / 1_000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
