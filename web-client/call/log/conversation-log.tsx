/**
 * The conversation to read, set like the script of a play. It follows the newest line until the reader scrolls up.
 * While the agent speaks aloud a screen reader does not read its captions over it; typed-only calls are read out.
 */
import { useLayoutEffect, useRef, useState } from 'react';
import { DownIcon } from '../parts/icons.tsx';
import type { Entry } from '../state/transcript.ts';
import { words } from '../words.ts';
import { EmptyLog } from './empty-log.tsx';
import { FileLine } from './file-line.tsx';
import { NoteLine } from './note-line.tsx';
import { SpokenLine } from './spoken-line.tsx';

interface Props {
  entries: readonly Entry[];
  agentName: string | undefined;
  spokenAloud: boolean;
  /** Absent after the call: then nothing can be sent, and it is read from its beginning. */
  onRetryFile?: (id: string) => void;
  onRetryText?: (id: string) => void;
}

/** Nearer to the end than this counts as being at the end: less than two lines. */
const END_SLACK_PX = 48;
/** A region that scrolls must be reachable by keyboard; not every browser sees to it. */
const KEYBOARD_SCROLL = { tabIndex: 0 } as const;

export function ConversationLog({ entries, agentName, spokenAloud, onRetryFile, onRetryText }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(onRetryText !== undefined);

  const toEnd = (): void => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  };

  /* After every drawing: any line may have grown. */
  useLayoutEffect(() => {
    if (following) toEnd();
  });

  const onScroll = (): void => {
    const element = scroller.current;
    if (element) setFollowing(element.scrollHeight - element.scrollTop - element.clientHeight < END_SLACK_PX);
  };

  return (
    <div className="log-frame">
      <div
        ref={scroller}
        className="log"
        role="log"
        aria-label={words.log.title}
        aria-live={spokenAloud ? 'off' : 'polite'}
        onScroll={onScroll}
        {...KEYBOARD_SCROLL}
      >
        {entries.length === 0 && <EmptyLog />}
        <div className="log-lines">
          {entries.map((entry) =>
            entry.kind === 'spoken' ? (
              <SpokenLine key={entry.id} line={entry} agentName={agentName ?? words.log.agent} onRetry={onRetryText} />
            ) : entry.kind === 'file' ? (
              <FileLine key={entry.id} file={entry} onRetry={onRetryFile} />
            ) : (
              <NoteLine key={entry.id} note={entry} />
            ),
          )}
        </div>
      </div>
      {!following && onRetryText && (
        <button type="button" className="log-latest" onClick={toEnd}>
          <DownIcon />
          {words.log.latest}
        </button>
      )}
    </div>
  );
}
