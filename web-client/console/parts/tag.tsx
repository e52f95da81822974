/** A word about the state of something. The colour repeats what the word says. */
import type { ReactNode } from 'react';
import type { Tone } from './tone.ts';

export function Tag({ tone = 'plain', title, children }: { tone?: Tone; title?: string; children: ReactNode }) {
  return (
    <span className="tag" data-tone={tone} {...(title === undefined ? {} : { title })}>
      {children}
    </span>
  );
}
