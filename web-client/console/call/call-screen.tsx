/** One call, live or over: its conversation with how each answer came about, and beside it what can be done. */
import { useMemo, useState } from 'react';
import { Link } from '../frame/router.tsx';
import { FailureLine, Nothing } from '../parts/lines.tsx';
import { Tag } from '../parts/tag.tsx';
import { words } from '../words.ts';
import { CallPanel } from './call-panel.tsx';
import { StoryView } from './story-view.tsx';
import { useStory } from './use-story.ts';

export function CallScreen({ callId }: { callId: string }) {
  const { story, link, failure, code } = useStory(callId);
  const [open, setOpen] = useState(false);
  const live = story.startedAtMs !== undefined && story.endedAtMs === undefined && link !== 'over';
  const title =
    story.caller === undefined && story.rows.length === 0
      ? words.call.opening
      : words.call.title(story.caller?.name || story.caller?.userId || words.live.nobody);
  const gone = code === 'call_not_found' && story.rows.length === 0;
  const state = useMemo(() => stateOf(story.rows.length > 0, live, link), [story.rows.length, live, link]);
  return (
    <section className="screen">
      <div className="screen-head">
        <p className="crumb">
          <Link screen={live ? 'live' : 'calls'}>
            {live ? words.navigation.screens.live : words.navigation.screens.calls}
          </Link>
        </p>
        <h1>{gone ? words.call.noSuch : title}</h1>
        {!gone && <Tag tone={state.tone}>{state.text}</Tag>}
      </div>
      {!gone && <FailureLine failure={failure} />}
      {failure === undefined && story.rows.length === 0 && <p className="fine">{words.loading}</p>}
      {story.rows.length > 0 && (
        <div className="call-layout">
          <section className="call-story" aria-label={words.call.conversation}>
            <div className="story-head">
              <h2>{words.call.conversation}</h2>
              <button
                type="button"
                className="button button-small"
                aria-pressed={open}
                onClick={() => setOpen((before) => !before)}
              >
                {words.call.showAll}
              </button>
            </div>
            <StoryView story={story} live={live} open={open} />
          </section>
          <CallPanel callId={callId} story={story} live={live} />
        </div>
      )}
      {gone && <Nothing>{words.call.gone}</Nothing>}
    </section>
  );
}

function stateOf(any: boolean, live: boolean, link: ReturnType<typeof useStory>['link']) {
  if (!any) return { tone: 'plain', text: words.call.connecting } as const;
  if (!live) return { tone: 'plain', text: words.call.over } as const;
  if (link === 'reconnecting') return { tone: 'warn', text: words.call.reconnecting } as const;
  return { tone: 'good', text: words.call.live } as const;
}
