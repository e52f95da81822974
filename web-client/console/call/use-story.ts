/** Follows the events of a call and keeps its story up to date. Events that come at once are folded at once. */
import { useEffect, useState } from 'react';
import { type LoggedEvent, loggedEvent } from '../../../server/api/calls.ts';
import { Failure, sentenceOf } from '../api/failure.ts';
import { follow } from '../api/follow.ts';
import { useSession } from '../session/use-session.tsx';
import { foldStory, newStory, type Story } from './story.ts';

/** A call of an hour comes as thousands of events; the eye needs ten pictures a second. */
const BATCH_MS = 100;

export interface FollowedStory {
  story: Story;
  link: 'connecting' | 'live' | 'reconnecting' | 'over';
  failure: string | undefined;
  code: string | undefined;
}

export function useStory(callId: string): FollowedStory {
  const { lost } = useSession();
  const [story, setStory] = useState(newStory);
  const [link, setLink] = useState<FollowedStory['link']>('connecting');
  const [failure, setFailure] = useState<{ sentence: string; code: string | undefined }>();

  useEffect(() => {
    if (lost) return;
    const gone = new AbortController();
    let waiting: LoggedEvent[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = (): void => {
      timer = undefined;
      const batch = waiting;
      waiting = [];
      setStory((before) => foldStory(before, batch));
    };
    const onData = (data: unknown): void => {
      const event = loggedEvent.safeParse(data);
      if (!event.success) return;
      waiting.push(event.data);
      timer ??= setTimeout(flush, BATCH_MS);
    };
    setFailure(undefined);
    follow(`/api/calls/${encodeURIComponent(callId)}/events`, { onData, onState: setLink }, gone.signal).then(
      () => {
        if (!gone.signal.aborted) setLink('over');
      },
      (error: unknown) =>
        setFailure({ sentence: sentenceOf(error), code: error instanceof Failure ? error.code : undefined }),
    );
    return () => {
      gone.abort();
      clearTimeout(timer);
    };
  }, [callId, lost]);
  return { story, link, failure: failure?.sentence, code: failure?.code };
}
