/** The conversation, following its end while one reads there. */
import { memo, useEffect, useRef, useState } from 'react';
import { Moment } from '../parts/moment.tsx';
import { words } from '../words.ts';
import { beingSaid } from './being-said.ts';
import type { Story, StoryRow } from './story.ts';
import { TurnView } from './turn-view.tsx';

/** How near to the end counts as reading along, CSS pixels. */
const NEAR_PX = 80;

interface Props {
  story: Pick<Story, 'rows' | 'caller' | 'agent'>;
  live: boolean;
  open: boolean;
}

export function StoryView({ story, live, open }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  const { rows, caller } = story;
  const saying = beingSaid(rows, live);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new row moves the end.
  useEffect(() => {
    if (live && follows && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [rows, live, follows]);
  const onScroll = (): void => {
    const { scrollTop, scrollHeight, clientHeight } = box.current ?? { scrollTop: 0, scrollHeight: 0, clientHeight: 0 };
    setFollows(scrollHeight - scrollTop - clientHeight < NEAR_PX);
  };
  return (
    <div className="story-frame">
      <div
        ref={box}
        className="story"
        role="log"
        aria-label={words.call.conversation}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        onScroll={onScroll}
      >
        {rows.map((row) => (
          <Row key={keyOf(row)} row={row} open={open} saying={saying} userId={caller?.userId} />
        ))}
      </div>
      {live && !follows && (
        <button type="button" className="button button-small story-latest" onClick={() => setFollows(true)}>
          {words.call.latest}
        </button>
      )}
    </div>
  );
}

const keyOf = (row: StoryRow): string => (row.kind === 'turn' ? `turn-${row.turn.generation}` : `note-${row.note.seq}`);

interface RowProps {
  row: StoryRow;
  open: boolean;
  saying: number | undefined;
  userId: string | undefined;
}

/** Drawn again only when it changed: a long call has hundreds of them. */
const Row = memo(function Row({ row, open, saying, userId }: RowProps) {
  if (row.kind === 'turn')
    return <TurnView turn={row.turn} open={open} saying={row.turn.generation === saying} userId={userId} />;
  const { atMs, tone, text } = row.note;
  return (
    <p className="story-note" data-tone={tone}>
      <Moment atMs={atMs} /> <span>{text}</span>
    </p>
  );
});
