/** The very thumbnail the agent keeps of one source, with its age; a tap enlarges it. */
import { useState } from 'react';
import { Enlarged } from '../parts/enlarged.tsx';
import { CameraIcon, ScreenIcon } from '../parts/icons.tsx';
import { ago } from '../state/duration.ts';
import type { SeenPicture, SightSource } from '../state/sight.ts';
import { words } from '../words.ts';
import { useNow } from './use-now.ts';

interface Props {
  source: SightSource;
  picture: SeenPicture | undefined;
}

export function SeenThumb({ source, picture }: Props) {
  const nowMs = useNow();
  const [enlarged, setEnlarged] = useState(false);
  const icon = source === 'screen' ? <ScreenIcon /> : <CameraIcon />;
  if (!picture)
    return (
      <figure className="thumb">
        <span className="thumb-empty">{icon}</span>
        <figcaption>
          <strong>{words.sight.source[source]}</strong> <span>{words.sight.notYet}</span>
        </figcaption>
      </figure>
    );
  const name = picture.mine ? words.sight.source[source] : words.sight.theirs(source, picture.participant);
  const age = ago(Math.max(0, nowMs - picture.seenAtMs));
  return (
    <figure className="thumb">
      <button
        type="button"
        className="thumb-button"
        onClick={() => setEnlarged(true)}
        aria-label={words.sight.enlarge(name, age)}
        aria-haspopup="dialog"
      >
        <img src={picture.url} alt="" />
      </button>
      <figcaption>
        <strong>{name}</strong> <span>{words.sight.seen(age)}</span>
      </figcaption>
      {enlarged && (
        <Enlarged title={name} note={words.sight.seen(age)} onClose={() => setEnlarged(false)}>
          <img src={picture.url} alt={words.sight.enlarged(name)} />
        </Enlarged>
      )}
    </figure>
  );
}
