/**
 * From a conversation to a decision: use tools, or say something. Pure, and quick enough (a few milliseconds) to be
 * run where requests are served.
 */
import type { ConversationState } from './conversation.ts';
import type { Decision, ToolUse, Turn } from './decision.ts';
import { factsAbout } from './facts.ts';
import { heardText, withoutPoliteness } from './heard-text.ts';
import { INTENTS } from './intents/all.ts';
import { notUnderstood } from './intents/cannot.ts';
import { numbersToDigits } from './number-words.ts';
import { wordAnswers } from './word-answers.ts';
import { wordingFor } from './wording.ts';

/** Questions and requests in one breath that are answered together; more would be a speech. */
const MAX_PARTS = 3;
/** What is longer is not a request any more, and patterns must not be run on a book. */
const MAX_CHARACTERS = 600;

export interface Circumstances {
  tools: ReadonlySet<string>;
  /** The tool that searches documents; absent: there are none. */
  documents?: string | undefined;
  nowMs: number;
  /** Of this machine; the prompt's own counts more. */
  timeZone: string;
}

export function planTurn(conversation: ConversationState, circumstances: Circumstances): Decision {
  const turn = turnOf(conversation, conversation.said.slice(0, MAX_CHARACTERS), circumstances);
  if (conversation.answers.length > 0) return { say: wordAnswers(conversation.answers, turn) };
  const parts = partsOf(conversation.said.slice(0, MAX_CHARACTERS));
  if (parts.length > 1) {
    const decisions = parts.map((part) => decide(turnOf(conversation, part, circumstances)));
    const understood = decisions.filter((decision) => decision !== undefined);
    // Half a sentence that means nothing alone shows that the cut was wrong.
    if (understood.length === parts.length) return together(understood);
  }
  return decide(turn) ?? notUnderstood(turn);
}

function decide(turn: Turn): Decision | undefined {
  // Politeness may be the whole message ("okay", "thank you"): it is left out only when nothing fits with it.
  const plain = withoutPoliteness(turn.heard);
  const readings = plain === turn.heard ? [turn] : [turn, { ...turn, heard: plain, digits: numbersToDigits(plain) }];
  for (const reading of readings) {
    for (const intent of INTENTS) {
      const decision = intent.decide(reading);
      if (decision !== undefined) return decision;
    }
  }
  return undefined;
}

function turnOf(conversation: ConversationState, said: string, circumstances: Circumstances): Turn {
  const heard = heardText(said);
  return {
    heard,
    digits: numbersToDigits(heard),
    original: said,
    lastReply: conversation.lastReply,
    facts: factsAbout(conversation.facts),
    shown: conversation.shown,
    tools: circumstances.tools,
    documents: circumstances.documents,
    nowMs: circumstances.nowMs,
    timeZone: conversation.timeZone ?? circumstances.timeZone,
    agentName: conversation.agentName,
    wording: wordingFor(conversation.seed),
  };
}

const STARTS =
  "(?:what|what's|how|tell me|can you|could you|please|remember|my name|my [a-z]+ is|i live|i like|i am|when|where|who|do you|calculate|call|flip|roll|goodbye|bye)";

/** "my name is martin and what time is it" -> two; greetings before a request are left out. */
export function partsOf(said: string): string[] {
  return said
    .split(
      new RegExp(
        `(?<=[.?!])\\s+|,?\\s+(?:and|then|and then|also|but)\\s+(?=${STARTS}\\b)|,\\s+(?=(?:what|how|tell me|can you|remember|my name|call me|i am|i'm)\\b)`,
        'i',
      ),
    )
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .slice(0, MAX_PARTS);
}

/** Tools run first and all at once; what is to be said beside them is said by the words to their results. */
function together(decisions: Decision[]): Decision {
  const uses: ToolUse[] = decisions.flatMap((decision) => ('use' in decision ? decision.use : []));
  if (uses.length > 0) return { use: uses };
  const texts = decisions.map((decision) => ('say' in decision ? decision.say : ''));
  // A greeting's own offer of help is in the way when the request has come already.
  return {
    say: texts
      .map((text, index) => (index < texts.length - 1 ? (text.split(/(?<=[.!])\s/)[0] ?? text) : text))
      .join(' '),
  };
}
