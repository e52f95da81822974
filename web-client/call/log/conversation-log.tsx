/**
 * The conversation to read, set like the script of a play. It follows the newest line until the reader scrolls up.
 * While the agent speaks aloud a screen reader does not read its captions over it; typed-only calls are read out.
 */
import { useLayoutEffect, useRef, useState } from 'react';
import { DownIcon } from '../parts/icons.tsx';
import type { Entry } from '../state/transcript.ts';
import { words } from '../words.ts';
import { NoteLine } from './note-line.tsx';
import { SpokenLine } from './spoken-line.tsx';

interface Props {
  entries: readonly Entry[];
  agentName: string | undefined;
  spokenAloud: boolean;
}

/** Nearer to the end than this counts as being at the end: less than two lines. */
const END_SLACK_PX = 48;

export function ConversationLog({ entries, agentName, spokenAloud }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);

  const toEnd = (): void => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: the entries are not read here, but each change of them moves the end.
  useLayoutEffect(() => {
    if (following) toEnd();
  }, [entries, following]);

  const onScroll = (): void => {
    const element = scroller.current;
    if (element) setFollowing(element.scrollHeight - element.scrollTop - element.clientHeight < END_SLACK_PX);
  };

  return (
    <div className="log-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable to be scrolled by keyboard. */}
      <div
        ref={scroller}
        className="log"
        role="log"
        aria-label={words.log.title}
        aria-live={spokenAloud ? 'off' : 'polite'}
        tabIndex={0}
        onScroll={onScroll}
      >
        {entries.length === 0 && <p className="log-empty">{words.log.empty}</p>}
        {entries.map((entry) =>
          entry.kind === 'spoken' ? (
            <SpokenLine key={entry.id} line={entry} agentName={agentName ?? words.log.agent} />
          ) : (
            <NoteLine key={entry.id} note={entry} />
          ),
        )}
      </div>
      {!following && (
        <button type="button" className="log-latest" onClick={toEnd}>
          <DownIcon />
          {words.log.latest}
        </button>
      )}
    </div>
  );
}
