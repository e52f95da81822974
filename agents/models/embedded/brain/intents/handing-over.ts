/** Questions that belong to another agent of the catalog, for agents that may hand over; and the way back. */
import { type Intent, onPattern, type Turn, withTool } from '../decision.ts';

const reason = ({ original }: Turn): string => `The caller said: ${original.trim().slice(0, 300)}`;

export const HANDING_OVER: readonly Intent[] = [
  onPattern(
    'billing',
    /\b(?:my|the|an?|this|your) (?:(?:last|latest|next|electricity|phone) )?(?:bill|invoice)s?\b|\b(?:connect|put|transfer|pass) me (?:\w+ )?(?:to|with) (?:the )?billing\b|\b(?:talk|speak) (?:to|with) (?:the )?billing\b/,
    (turn) =>
      turn.tools.has('hand_over') ? withTool('hand_over', { agent: 'billing', reason: reason(turn) }) : undefined,
  ),
  onPattern(
    'back-again',
    /\b(?:take|put|send|bring|transfer|connect) me back\b|\bback to (?:the )?(?:front desk|reception(?:ist)?)\b|^(?:go )?back (?:again|please)$/,
    (turn) => (turn.tools.has('return_to') ? withTool('return_to', { reason: reason(turn) }) : undefined),
  ),
];
