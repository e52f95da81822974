/** One file in the conversation, as it is shown. Types only. */
export type FileStatus = 'waiting' | 'sending' | 'sent' | 'read' | 'refused' | 'failed';

export interface FileEntry {
  kind: 'file';
  id: string;
  name: string;
  /** Unknown of a file that came another way than by this page. */
  sizeBytes: number | undefined;
  status: FileStatus;
  /** 0 to 1, while it is being sent. */
  progress: number;
  /** What became of it, in a sentence. */
  message: string | undefined;
}
