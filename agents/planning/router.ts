/**
 * Which way a turn goes: the agent itself, one of its specialists, a larger model, or work in the background. Cheap
 * rules on the words alone, so that a plain turn costs nothing. Pure.
 */
export type Route =
  | { route: 'talker' }
  | { route: 'specialist'; to: string; reason: string }
  | { route: 'larger-model'; reason: string }
  | { route: 'background'; reason: string };

/** Where turns can go in this call. */
export interface Ways {
  specialists: readonly { agent: string; when: readonly string[]; description: string }[];
  /** There is a larger model. */
  largerModel: boolean;
  /** Work can be begun in the background. */
  background: boolean;
}
export const TALKER: Route = { route: 'talker' };

const LATER =
  /\b(?:in the background|(?:call|get back to|come back to|tell|ring|let) me (?:back |know |about it |about that |of it )?(?:later|when you(?:'re| are| have)|once you|as soon as you)|(?:call|ring) me back|take your time (?:with|and)|when you(?:'re| are) (?:done|finished|ready) (?:with|tell|let)|no need to (?:do it|tell me) now)\b/i;
const STEPS =
  /\b(?:and then|after that|afterwards|step by step|first of all|compare|weigh up|pros and cons|make (?:me )?a plan|depending on|in case|otherwise)\b/gi;
/** People say thirty words in ten seconds; a turn that is longer is a story or several requests. */
const LONG_WORDS = 45;
const MANY_STEPS = 2;

export function routeByRules(text: string, { specialists, largerModel, background }: Ways): Route {
  for (const { agent, when } of specialists) {
    const found = when.find((phrase) => says(text, phrase));
    if (found !== undefined)
      return { route: 'specialist', to: agent, reason: `the caller said ${JSON.stringify(found)}` };
  }
  if (background && LATER.test(text)) return { route: 'background', reason: 'the caller wants to be told later' };
  if (!largerModel) return TALKER;
  const words = text.split(/\s+/).length;
  if (words >= LONG_WORDS) return { route: 'larger-model', reason: `it is ${words} words long` };
  const steps = text.match(STEPS)?.length ?? 0;
  return steps >= MANY_STEPS ? { route: 'larger-model', reason: `it asks for ${steps + 1} things in order` } : TALKER;
}

/** A phrase counts as whole words, however it is written. */
function says(text: string, phrase: string): boolean {
  const plain = ` ${plainWords(text)} `;
  return plain.includes(` ${plainWords(phrase)} `);
}
const plainWords = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim();

/** What a small model replied; undefined when that is no way there is. */
export function routeNamed(reply: string, { specialists, largerModel, background }: Ways): Route | undefined {
  const word = /[a-z][a-z0-9-]*/.exec(reply.trim().toLowerCase())?.[0];
  const reason = 'the router model said so';
  if (word === 'talker') return TALKER;
  if (word === 'larger-model' && largerModel) return { route: word, reason };
  if (word === 'background' && background) return { route: word, reason };
  return specialists.some(({ agent }) => agent === word) ? { route: 'specialist', to: word ?? '', reason } : undefined;
}
