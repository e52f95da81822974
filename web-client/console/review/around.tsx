/** The conversation around an approval: the turns before it, and what was said since. */
import { useMemo } from 'react';
import { StoryView } from '../call/story-view.tsx';
import { useStory } from '../call/use-story.ts';
import { FailureLine } from '../parts/lines.tsx';
import { words } from '../words.ts';

/** Enough to know what the talk is about. */
const ROWS = 14;

export function Around({ callId, generation }: { callId: string; generation: number | undefined }) {
  const { story, failure } = useStory(callId);
  const around = useMemo(() => {
    const at = story.rows.findIndex((row) => row.kind === 'turn' && row.turn.generation === generation);
    const end = at === -1 ? story.rows.length : Math.min(story.rows.length, at + Math.floor(ROWS / 2));
    return { ...story, rows: story.rows.slice(Math.max(0, end - ROWS), end) };
  }, [story, generation]);
  return (
    <section className="around">
      <h3>{words.review.around}</h3>
      <FailureLine failure={failure} />
      {around.rows.length === 0 && failure === undefined && <p className="fine">{words.loading}</p>}
      {around.rows.length > 0 && <StoryView story={around} live open={false} />}
    </section>
  );
}
