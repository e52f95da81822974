/** A word about the state of something. The colour repeats what the word says. */
import type { ReactNode } from 'react';

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'agent' | 'person';

export function Tag({ tone = 'plain', title, children }: { tone?: Tone; title?: string; children: ReactNode }) {
  return (
    <span className="tag" data-tone={tone} {...(title === undefined ? {} : { title })}>
      {children}
    </span>
  );
}
