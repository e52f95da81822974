/** Work that is done while the conversation goes on: begun on request, asked after. For agents that have tools for it. */
import { type Intent, onPattern, type Turn, withTool } from '../decision.ts';

const LATER =
  /\bin the background\b|\b(?:call|ring) me back\b|\b(?:get|come) back to me\b|\b(?:tell me|let me know) (?:(?:it|about it|that|what you found) )?(?:later|(?:when|once|as soon as) you (?:are|have) (?:done|finished|ready|found|it))\b/;
const HOW_FAR =
  /\b(?:how (?:is|are|far (?:is|are)) (?:my|the|that|your) (?:tasks?|background (?:work|tasks?)|comparison|research)|(?:status|progress) of (?:my|the|that) (?:tasks?|work)|(?:is|are) (?:my|the|that) tasks? (?:done|ready|finished|over)|what (?:is|are) my tasks?)\b/;

const goalOf = ({ original }: Turn): string => original.trim().slice(0, 600);
/** Without the words about being told later there must be something left to do. */
const hasGoal = ({ heard }: Turn): boolean => heard.replace(LATER, ' ').trim().split(/\s+/).length >= 3;

export const BACKGROUND: readonly Intent[] = [
  onPattern('how-far', HOW_FAR, (turn) => (turn.tools.has('task_status') ? withTool('task_status', {}) : undefined)),
  onPattern('in-the-background', LATER, (turn) =>
    turn.tools.has('start_task') && hasGoal(turn) ? withTool('start_task', { goal: goalOf(turn) }) : undefined,
  ),
];
