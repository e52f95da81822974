/** Asks a small model which way a turn goes. It has a quarter of a second; after that the rules have decided already. */
import type { LanguageModel } from '../models/interfaces.ts';
import { loadPrompt } from './prompt.ts';
import { type Route, routeNamed, type Ways } from './router.ts';

/** As long as most callers' pause at the end of a turn. */
const DEADLINE_MS = 250;
const MAX_TOKENS = 16;
const MAX_CHARACTERS = 2_000;

/** Undefined when it does not say in time, or says nothing of use. Never rejects. */
export async function askRouter(
  llm: LanguageModel,
  text: string,
  ways: Ways,
  signal: AbortSignal,
): Promise<Route | undefined> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
  const messages = [
    { role: 'system' as const, content: loadPrompt('router.v1').fill({ ways: waysText(ways) }) },
    { role: 'user' as const, content: text.slice(0, MAX_CHARACTERS) },
  ];
  let reply = '';
  try {
    for await (const delta of llm.chat({ messages, tools: [], maxOutputTokens: MAX_TOKENS }, deadline))
      if (delta.type === 'text') reply += delta.text;
  } catch {
    // A router that fails is no router: the rules decide, as they do without one.
    return undefined;
  }
  return deadline.aborted ? undefined : routeNamed(reply, ways);
}

const waysText = ({ specialists, largerModel, background }: Ways): string =>
  [
    '- talker: small talk, simple questions, everything that fits nothing below',
    ...(largerModel ? ['- larger-model: several steps, comparisons, anything that needs thought'] : []),
    ...(background ? ['- background: work the caller wants to be told about later'] : []),
    ...specialists.map(({ agent, description }) => `- ${agent}: ${description}`),
  ].join('\n');
