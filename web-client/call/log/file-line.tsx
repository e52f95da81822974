/** A file in the conversation: its name, how far it has come, and what the agent made of it. */
import { memo } from 'react';
import { FileIcon } from '../parts/icons.tsx';
import { fileSize } from '../state/file-check.ts';
import type { FileEntry } from '../state/file-entry.ts';
import { words } from '../words.ts';

interface Props {
  file: FileEntry;
  onRetry: ((id: string) => void) | undefined;
}

function stateText(file: FileEntry): string {
  if (file.message !== undefined) return file.message;
  switch (file.status) {
    case 'waiting':
      return words.files.waiting;
    case 'sending':
      return words.files.sending;
    case 'sent':
      return words.files.sent;
    case 'failed':
      return words.files.failed;
    case 'read':
    case 'refused':
      return '';
  }
}

export const FileLine = memo(function FileLine({ file, onRetry }: Props) {
  const bad = file.status === 'refused' || file.status === 'failed';
  return (
    <article className="line line-caller" data-final="true">
      <p className="line-name">{words.log.you}</p>
      <div className="line-body file" data-status={file.status}>
        <FileIcon />
        <p className="file-name">
          {file.name}
          {file.sizeBytes !== undefined && <span className="file-size"> {fileSize(file.sizeBytes)}</span>}
        </p>
        {file.status === 'sending' && (
          <progress className="file-progress" value={file.progress} aria-label={words.files.progress(file.name)} />
        )}
        <p className="file-state" role={bad ? 'alert' : 'status'}>
          {stateText(file)}
        </p>
        {file.status === 'failed' && onRetry && (
          <button type="button" className="plain-button file-retry" onClick={() => onRetry(file.id)}>
            {words.files.retry}
          </button>
        )}
      </div>
    </article>
  );
});
