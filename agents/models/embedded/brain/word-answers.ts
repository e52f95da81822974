/** What tools answered, in the words of a conversation. Pure. */
import { toldPassages } from '../../../acting/toolbox/knowledge/found-passages.ts';
import { expressionInWords } from './arithmetic-words.ts';
import type { ToolAnswer } from './conversation.ts';
import type { Turn } from './decision.ts';
import { wordPassages } from './document-words.ts';
import { bestFact } from './facts.ts';
import { toCaller } from './grammatical-person.ts';
import { listed } from './intents/memory.ts';
import { readOut } from './intents/seeing.ts';
import { wordShown } from './shown-words.ts';
import { wordDecided } from './word-decided.ts';
import { wordGiven } from './word-given.ts';
import { zoneName } from './zone-name.ts';

export function wordAnswers(answers: readonly ToolAnswer[], turn: Turn): string {
  return answers
    .map(
      (answer) =>
        wordGiven(answer) ?? wordDecided(answer.result) ?? (failed(answer) ? failure(answer) : word(answer, turn)),
    )
    .join(' ');
}

const FAILED =
  /^(?:there is no tool|the arguments|this is not allowed|this needs a person's approval|.*\b(?:failed|was not run|no answer in|could not be|timed out|cannot be reached|error)\b)/i;
/** What was read may speak of errors: it is no failure of the reading. */
const READ =
  /^(?:The caller can see it now:|No longer shown:|It says there\b|There is no text|Watching for:|Stopped watching|You were not watching)/;
const failed = ({ result }: ToolAnswer) =>
  toldPassages(result) === undefined &&
  FAILED.test(result.slice(0, 200)) &&
  !/^- /.test(result) &&
  !READ.test(result.replace(/^.*\n(?=It says there\b|There is no text)/, ''));

const WHAT_FAILED: Record<string, string> = {
  get_time: "Sorry, I can't see the clock right now.",
  get_date: "Sorry, I can't see the calendar right now.",
  days_until: "Sorry, I couldn't count the days.",
  calculate: "Sorry, I couldn't work that out.",
  remember: "Sorry, I couldn't keep that just now.",
  recall: "Sorry, I can't get at my memory right now.",
  forget: "Sorry, I couldn't forget that just now. Please try again in a moment.",
  move_appointment: "Sorry, I couldn't move it.",
  cancel_appointment: "Sorry, I couldn't cancel it.",
  refund: "Sorry, I couldn't ask for that.",
  call_person: "I'm sorry, I couldn't reach anybody.",
  look_closer: "Sorry, I couldn't read that just now.",
  watch_for: "Sorry, I can't watch for that.",
  end_call: "I couldn't hang up. You can end the call on your side. Goodbye.",
};

function failure({ name, result }: ToolAnswer): string {
  // What cannot be shown is said with its reason: the caller may name another column.
  if (name.startsWith('show_')) return `Sorry. ${result.replace(/^show_\w+ failed: /, '')}`;
  if (/division by zero/i.test(result)) return "You can't divide by zero.";
  if (/not allowed/i.test(result)) return "I'm not allowed to do that.";
  if (/approval/i.test(result)) return 'That needs the approval of a person first.';
  return WHAT_FAILED[name] ?? "Sorry, that didn't work.";
}

function word(answer: ToolAnswer, turn: Turn): string {
  switch (answer.name) {
    case 'calculate':
      return sum(answer);
    case 'get_time':
      return elsewhere(answer);
    case 'days_until':
      return days(answer);
    case 'remember':
      return kept(answer, turn);
    case 'recall':
      return recalled(answer, turn);
    case 'forget':
      return forgotten(answer, turn);
    case 'look_closer':
      return looked(answer);
    case 'watch_for':
      return watching(answer);
    case 'show_plot':
    case 'show_table':
    case 'show_text':
    case 'show_picture':
      return wordShown(answer);
    case 'stop_showing':
      return answer.result.startsWith('No longer') ? 'All right, I took it away.' : "I'm not showing anything.";
    case 'call_person':
      return turn.wording([
        "All right, I've asked a person to join. I'll stay with you until then.",
        "I've called for a person. Nobody has answered yet, but I'm still here.",
      ]);
    case 'end_call':
      return `${turn.wording(['Goodbye', 'Bye'])}${turn.facts.name === undefined ? '' : `, ${turn.facts.name}`}. ${turn.wording(['Take care.', 'Talk to you soon.', 'Have a good day.'])}`;
    default:
      return wordPassages(String(answer.args.query ?? ''), answer.result, turn) ?? plain(answer.result);
  }
}

function looked({ result }: ToolAnswer): string {
  const [said, text] = result.split(/\n?It says there(?: \([^\n]*\))?:\n/);
  if (text === undefined) return plain(result.replace(/ \((?:The caller|Another participant)[^\n]*\)\.$/, '.'));
  return `${said === undefined || said === '' ? 'It says there' : said}: ${readOut(text.split('\n').map((line) => line.replace(/^> ?/, '')))}`;
}

function watching({ args, result }: ToolAnswer): string {
  if (!result.startsWith('Watching for')) return plain(result);
  return `All right, I'll tell you when ${String(args.what ?? 'it comes').replace(/\bmy\b/g, 'your')}.`;
}

function sum({ args, result }: ToolAnswer): string {
  const expression = String(args.expression ?? '');
  if (/divi(?:sion|de).*zero/i.test(result)) return "You can't divide by zero.";
  const value = /(-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?)\D*$/.exec(result)?.[1];
  if (value === undefined) return "Sorry, I couldn't work that out.";
  const exact = Number(value.replaceAll(',', ''));
  const rounded = Number.isInteger(exact) || Math.abs(exact) < 0.001 ? exact : Math.round(exact * 1000) / 1000;
  const words = expressionInWords(expression);
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)} is ${rounded === exact ? '' : 'about '}${rounded}.`;
}

function elsewhere({ args, result }: ToolAnswer): string {
  const zone = typeof args.timezone === 'string' ? args.timezone : undefined;
  const time = plain(result);
  return zone === undefined ? time : `${zoneName(zone)}, ${time[0]?.toLowerCase() ?? ''}${time.slice(1)}`;
}

function days({ args, result }: ToolAnswer): string {
  const label = String(args.label ?? 'then');
  const capital = `${label[0]?.toUpperCase() ?? ''}${label.slice(1)}`;
  if (/\bis today\b/.test(result)) return `${capital} is today!`;
  const count = Number(/(-?\d+) days?\b/.exec(result.replace(/\d{4}-\d\d-\d\d/g, ''))?.[1] ?? Number.NaN);
  if (Number.isNaN(count)) return plain(result);
  if (/ago/.test(result) || count < 0)
    return `${capital} was ${Math.abs(count)} ${Math.abs(count) === 1 ? 'day' : 'days'} ago.`;
  if (count === 1 && label !== 'tomorrow') return `Just one day: ${label} is tomorrow.`;
  return `${count} ${count === 1 ? 'day' : 'days'} until ${label}.`;
}

function kept({ args }: ToolAnswer, turn: Turn): string {
  const fact = String(args.fact ?? '');
  const name = /^The caller's name is (.+?)\.?$/.exec(fact)?.[1];
  if (name !== undefined)
    return turn.facts.name === undefined
      ? turn.wording([`Nice to meet you, ${name}.`, `Hello, ${name}. I'll remember that.`])
      : `All right, I'll call you ${name}.`;
  return `${turn.wording(["Okay, I'll remember that", 'Noted: ', 'Got it: '])} ${toCaller(fact)}.`.replace(':  ', ': ');
}

function recalled({ args, result }: ToolAnswer, turn: Turn): string {
  const facts = result
    .split('\n')
    .map((line) => /^[-*•]\s+(.*)$/.exec(line)?.[1])
    .filter((line) => line !== undefined);
  const query = String(args.query ?? '');
  if (/\bname$/.test(query)) {
    const name = facts
      .map((fact) => /\bcaller's name is ([\p{L}'-]+(?: \p{Lu}[\p{L}'-]*)?)/u.exec(fact)?.[1])
      .find((found) => found !== undefined);
    return name === undefined ? "I don't know your name yet. What is your name?" : `Your name is ${name}.`;
  }
  if (/^everything\b/.test(query))
    return facts.length === 0 ? "Nothing yet. Tell me something, and I'll remember it." : listed(facts.toReversed());
  const best = bestFact(query, facts.toReversed());
  if (best === undefined)
    return turn.wording([
      "I don't know that. You haven't told me yet.",
      "You haven't told me that, as far as I remember.",
    ]);
  return `You told me that ${toCaller(best)}.`;
}

function forgotten({ args, result }: ToolAnswer, turn: Turn): string {
  if (args.everything === true) return "Done. I've forgotten everything about you.";
  if (/^(?:there was nothing|nothing)/i.test(result))
    return turn.wording(["I didn't know anything like that anyway.", 'There was nothing like that to forget.']);
  return turn.wording(["Done, it's forgotten.", "I've forgotten it."]);
}

/** A result as a sentence: JSON is not read out. */
function plain(result: string): string {
  const text = result.trim();
  if (!/^[[{"]/.test(text)) return /[.!?]$/.test(text) ? text : `${text}.`;
  try {
    const parsed: unknown = JSON.parse(text);
    const values = typeof parsed === 'object' && parsed !== null ? Object.values(parsed) : [parsed];
    return `${values.filter((value) => typeof value === 'string' || typeof value === 'number').join(', ')}.`;
  } catch {
    return text;
  }
}
