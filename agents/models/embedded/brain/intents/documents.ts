/** Documents that the agent knows: asked for by name, and tried for questions that nothing else answers. */
import { soughtIn } from '../../../../memory/terms.ts';
import { type Decision, type Intent, onPattern, type Turn, withTool } from '../decision.ts';

const QUESTION =
  /^(?:what|when|where|which|who|whose|how|why|is|are|do|does|did|can i|can we|could i|may i|must i|should i|will|would|have you|has|tell me|explain|i (?:want|need|would like) to know)\b/;
const ASKED_TO_TELL = /^(?:can|could|will|would) you (?:tell me|explain|say) /;

const searchFor = (turn: Turn, query: string): Decision | undefined =>
  turn.documents === undefined || soughtIn(query).length === 0 ? undefined : withTool(turn.documents, { query });

export const DOCUMENTS: readonly Intent[] = [
  onPattern(
    'what-documents-say',
    /\b(?:your|the) (?:documents?|papers|handbook|manual|knowledge(?: base)?) (?:say|says|tell|tells|know|knows|contain|contains)(?: you| us)?(?: (?:about|on|of))? (.+)$/,
    (turn, match) => searchFor(turn, match[1] as string),
  ),
  onPattern(
    'look-in-documents',
    /\b(?:look|search|check)(?: it| that)?(?: up)? (?:in )?(?:your|the) (?:documents?|papers|handbook|manual|knowledge(?: base)?)(?: (?:for|about))? (.+)$/,
    (turn, match) => searchFor(turn, match[1] as string),
  ),
];

/** Tried when nothing else fits: a question may be one that the documents answer. */
export const DOCUMENT_QUESTIONS: readonly Intent[] = [
  {
    name: 'question-for-documents',
    decide: (turn) => {
      const asked = turn.heard.replace(ASKED_TO_TELL, '');
      return asked !== turn.heard || QUESTION.test(asked) ? searchFor(turn, asked) : undefined;
    },
  },
];
