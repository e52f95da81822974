/** What the brain decides for one turn, and what it knows when it does. Types only. */
import type { Facts } from './facts.ts';
import type { Shown } from './shown.ts';
import type { Wording } from './wording.ts';

export interface ToolUse {
  name: string;
  args: Record<string, unknown>;
}
/** Say something, or use tools and word their results afterwards. */
export type Decision = { say: string } | { use: ToolUse[] };

export interface Turn {
  /** What the caller said, as the intents read it: lower case, no punctuation, contractions written out. */
  heard: string;
  /** The same with numbers in digits. */
  digits: string;
  /** What the caller said, as it came. */
  original: string;
  /** What the agent said last, or nothing. */
  lastReply: string;
  facts: Facts;
  shown: Shown;
  tools: ReadonlySet<string>;
  /** The tool that searches documents; undefined: there are none. */
  documents: string | undefined;
  nowMs: number;
  timeZone: string;
  agentName: string | undefined;
  wording: Wording;
}

export interface Intent {
  name: string;
  /** Nothing when the words are not of this intent after all. */
  decide(turn: Turn): Decision | undefined;
}

export const say = (text: string): Decision => ({ say: text });
export const withTool = (name: string, args: Record<string, unknown>): Decision => ({ use: [{ name, args }] });

/** A use of a tool the call has, else an honest sentence. */
export const toolOrSay = (turn: Turn, name: string, args: Record<string, unknown>, without: string): Decision =>
  turn.tools.has(name) ? withTool(name, args) : say(without);

/** An intent that is recognised by patterns alone. */
export function onPattern(
  name: string,
  pattern: RegExp,
  decide: (turn: Turn, match: RegExpMatchArray) => Decision | undefined,
): Intent {
  return {
    name,
    decide: (turn) => {
      const match = turn.heard.match(pattern);
      return match === null ? undefined : decide(turn, match);
    },
  };
}
