/** Runs the brain once on everything that loads or compiles at its first use, so that no call pays for it. */
import { readConversation } from './conversation.ts';
import { planTurn } from './plan.ts';

const SENTENCES = [
  'what is twenty three times seventeen',
  'how many days until the third of march',
  'what time is it in tokyo',
  'xyzzy',
];
const TOOLS = new Set(['calculate', 'days_until', 'get_time']);

export function warmBrain(): void {
  for (const content of SENTENCES) {
    const conversation = readConversation({ model: 'rules', messages: [{ role: 'user', content }] });
    planTurn(conversation, { tools: TOOLS, nowMs: 0, timeZone: 'UTC' });
  }
}
