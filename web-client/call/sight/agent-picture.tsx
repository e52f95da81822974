/** What the agent shows while it speaks about it: large, with its title. Hidden by the person it stays one press away. */
import type { RemoteVideoTrack } from 'livekit-client';
import { useState } from 'react';
import { Enlarged } from '../parts/enlarged.tsx';
import { CloseIcon, EnlargeIcon, ScreenIcon } from '../parts/icons.tsx';
import { words } from '../words.ts';
import { TrackVideo } from './track-video.tsx';

interface Props {
  track: RemoteVideoTrack;
  title: string | undefined;
  /** What can be seen on it, for those who cannot. */
  description: string | undefined;
  hidden: boolean;
  onHidden: (hidden: boolean) => void;
}

export function AgentPicture({ track, title = words.picture.untitled, description, hidden, onHidden }: Props) {
  const [enlarged, setEnlarged] = useState(false);
  const label = words.picture.alt(title, description);
  if (hidden)
    return (
      <section className="picture-away" aria-label={words.picture.region}>
        <button type="button" className="plain-button" onClick={() => onHidden(false)}>
          <ScreenIcon />
          <span>{words.picture.show(title)}</span>
        </button>
      </section>
    );
  return (
    <section className="picture" aria-label={words.picture.region}>
      <header className="picture-head">
        <h2>{title}</h2>
        <button
          type="button"
          className="quiet-button icon-only"
          onClick={() => setEnlarged(true)}
          aria-label={words.picture.enlarge}
          aria-haspopup="dialog"
        >
          <EnlargeIcon />
        </button>
        <button
          type="button"
          className="quiet-button icon-only"
          onClick={() => onHidden(true)}
          aria-label={words.picture.hide}
        >
          <CloseIcon />
        </button>
      </header>
      <div className="picture-frame">
        <TrackVideo track={track} label={label} />
      </div>
      {enlarged && (
        <Enlarged title={title} onClose={() => setEnlarged(false)}>
          <TrackVideo track={track} label={label} />
        </Enlarged>
      )}
    </section>
  );
}
