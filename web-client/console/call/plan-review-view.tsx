/** A supervisor's word on a plan of its specialist, with the very steps it is about. */
import { JsonText } from '../parts/json-text.tsx';
import { prettyText } from '../parts/pretty-json.ts';
import { Tag } from '../parts/tag.tsx';
import { words } from '../words.ts';
import type { PlannedRow } from './story-turn.ts';

const TONES = { approve: 'good', refuse: 'bad', 'no-answer': 'warn' } as const;

export function PlanReviewView({ review }: { review: NonNullable<PlannedRow['review']> }) {
  const said = words.trace;
  return (
    <>
      <p>
        <Tag tone={TONES[review.verdict]}>{said.reviews[review.verdict](review.by)}</Tag>{' '}
        <span className="fine">{review.reason}</span>
      </p>
      <JsonText text={prettyText(review.steps)} label={said.steps} />
    </>
  );
}
