/** What is on the screen or camera that is shared, and what is to be watched for. Says what it can read, and no more. */
import { type Decision, type Intent, onPattern, say, type Turn, toolOrSay, withTool } from '../decision.ts';
import { pricedRows, troubleLines, valueBeside } from '../found-values.ts';
import type { ShownSource } from '../shown.ts';

const NOTHING = [
  'I see nothing at the moment. Share your screen or your camera, and I can read what is on it.',
  'Nothing is being shared with me. Press screen or camera, and I can read the text there.',
];
/** As much as people follow by ear. */
const SPOKEN_CHARACTERS = 320;

const SCREEN_WORDS = '(?:screen|page|window|tab|website|site|display|desktop|terminal|slide|dialog|pop ?up)';
const CAMERA_WORDS =
  /\b(?:camera|holding|in my hand|hold(?:ing)? (?:this|it) up|this (?:invoice|letter|label|paper|receipt|card|box|bottle))\b/;

/** The source that is meant: the kind that is named, else the first that says anything. */
export function meant(turn: Turn): ShownSource | undefined {
  const { sources } = turn.shown;
  const track = CAMERA_WORDS.test(turn.heard)
    ? 'camera'
    : new RegExp(`\\b${SCREEN_WORDS}\\b`).test(turn.heard)
      ? 'screen'
      : undefined;
  return (
    sources.find((source) => source.track === track) ?? sources.find(({ lines }) => lines.length > 0) ?? sources[0]
  );
}
const nameOf = (source: ShownSource): string => `${source.mine ? 'your' : 'the other'} ${source.track}`;

export function readOut(lines: readonly string[]): string {
  let said = '';
  let count = 0;
  for (const line of lines) {
    if (said.length + line.length > SPOKEN_CHARACTERS && count > 0) break;
    const text = line.slice(0, SPOKEN_CHARACTERS);
    said += `${said === '' ? '' : ' '}${/[.!?:,;]$/.test(text) ? text : `${text}.`}`;
    count += 1;
  }
  const more = lines.length - count;
  return more === 0 ? said : `${said} And ${more} more ${more === 1 ? 'line' : 'lines'}.`;
}

function told(turn: Turn): Decision {
  const source = meant(turn);
  if (!source) return say(turn.wording(NOTHING));
  if (source.black) return say(`The picture of ${nameOf(source)} is all black.`);
  if (source.lines.length > 0)
    return say(`${source.track === 'screen' ? 'It says' : 'I can read on it'}: ${readOut(source.lines)}`);
  if (source.unread) return say(`I have only just begun to look at ${nameOf(source)}. Ask me again in a second.`);
  return say(
    source.track === 'camera'
      ? 'Your camera is on, but I cannot see pictures: I can only read text, and I find none there. Hold it closer and ask again.'
      : 'I can look at the screen, but I find no text on it. I can only read, I cannot see pictures.',
  );
}

/** Without anything shared these words may mean something else. */
const whenShown =
  (decide: (turn: Turn, match: RegExpMatchArray) => Decision | undefined) => (turn: Turn, match: RegExpMatchArray) =>
    turn.shown.sources.length === 0 ? undefined : decide(turn, match);

function extreme(turn: Turn, most: boolean): Decision | undefined {
  const rows = [...turn.shown.sources, ...turn.shown.files]
    .map(({ lines }) => pricedRows(lines))
    .find(({ length }) => length > 1);
  if (!rows) return turn.shown.sources.length > 0 ? say("I can't find prices on it to compare.") : undefined;
  const row = rows.reduce((a, b) => ((most ? b.amount > a.amount : b.amount < a.amount) ? b : a));
  return say(`${row.what}, at ${row.price}.`);
}

/** What other intents know better, unless the question names what is shown. */
const ELSEWHERE = /^(?:time|date|day|year|month|weather|news|name|today's date|capital of .*|square root .*)$/;
const NAMES_SOURCE = new RegExp(
  `(?: (?:on|in|of|from|at) (?:it|there|(?:this|that|the|my) (?:${SCREEN_WORDS}|camera|invoice|bill|receipt|letter|file|document|pdf|picture|image|photo|form|paper|attachment|order)))+$`,
);

function labelled(turn: Turn, key: string): Decision | undefined {
  const plain = key.replace(NAMES_SOURCE, '');
  if (plain === key && ELSEWHERE.test(key)) return undefined;
  const both = [...turn.shown.sources, ...turn.shown.files];
  const value = both
    .map(({ lines }) => valueBeside(key, lines) ?? valueBeside(plain, lines))
    .find((found) => found !== undefined);
  if (value === undefined) return undefined;
  return say(`The ${plain} is ${value.replace(/\.$/, '')}.`);
}

export const SEEING: readonly Intent[] = [
  onPattern(
    'stop-watching',
    /\b(?:stop watching|(?:do not|need not|no need to) (?:have to )?watch|forget about watching|stop looking out|cancel (?:the|that) (?:watch|alert)|you can stop watching)\b/,
    (turn) => toolOrSay(turn, 'stop_watching', {}, "I'm not watching for anything."),
  ),
  onPattern('stop-looking', /\b(?:stop looking|do not look|close your eyes|look away|stop seeing)\b/, () =>
    say('You can switch my eyes off with the switch beside your picture, or stop sharing.'),
  ),
  onPattern(
    'watch-for',
    /\b(tell me|let me know|notify me|warn me|alert me|say something|speak up|give me a shout|watch(?: out)?)(?: for)? (?:when(?:ever)?|if|as soon as|once|until|the moment|for the moment when) (.+)$/,
    (turn, match) => {
      const what = (match[2] as string).replace(/ (?:please|on (?:the|my) screen)$/, '');
      if (
        /^(?:is|are|was|do|does|did|will) |^(?:my (?:birthday|appointment|\w+)|christmas|easter|\w+day) (?:is|was)$/.test(
          what,
        )
      )
        return undefined;
      if (turn.tools.has('watch_for')) return withTool('watch_for', { what });
      return match[1] === 'tell me' || match[1] === 'say something' ? undefined : say(turn.wording(NOTHING));
    },
  ),
  onPattern(
    'watch-the',
    /^(?:please )?(?:keep an eye on|watch|watch out for|look out for) (?:for )?(.+)$/,
    (turn, match) => (turn.tools.has('watch_for') ? withTool('watch_for', { what: match[1] as string }) : undefined),
  ),
  onPattern(
    'look-closer',
    /\b(?:look|zoom|read|check)(?: (?:it|that|this))? (?:closer|closely|more closely|in|nearer|again|carefully)\b(?:.*?\b(?:at|on|into|to) (.+))?|\b(?:look at|read|what is (?:at|in|on)|what does it say (?:at|in|on)|zoom (?:into|to)) (?:the )?((?:(?:very )?(?:top|bottom|upper|lower|left|right|middle|center|corner)[ -]?(?:hand )?){1,3}(?:corner|side|half|part)?)\b/,
    (turn, match) => {
      const place = (match[1] ?? match[2] ?? 'the whole picture').trim();
      const source = CAMERA_WORDS.test(turn.heard) ? { source: 'camera' } : {};
      return toolOrSay(turn, 'look_closer', { place, ...source }, turn.wording(NOTHING));
    },
  ),
  onPattern(
    'error',
    /\b(?:what (?:does|do|did|is|are|was|were) (?:the|this|that|these|those) (?:error|warning|exception|failure|problem)s?(?: message)?|what (?:is|went) wrong|read (?:me |out )?(?:the|this|that) (?:error|warning|message)|(?:is|are) there (?:an |any )?(?:errors?|problems?|warnings?)|what (?:error|warning)|any errors|which (?:error|test)s? |why (?:did|does|is) (?:it|the (?:build|test|job)) (?:fail|failed|failing|broken)|did (?:it|the \w+) fail)\b/,
    (turn) => {
      const source = meant(turn);
      if (!source) return /\b(?:error|warning|exception)/.test(turn.heard) ? say(turn.wording(NOTHING)) : undefined;
      if (source.lines.length === 0) return told(turn);
      const lines = troubleLines(source.lines);
      if (lines.length === 0) return say(turn.wording(['I find no error there.', 'I read no error on it.']));
      return say(`It says: ${readOut(lines)}`);
    },
  ),
  onPattern(
    'cheapest',
    /\b(?:cheapest|least expensive|lowest price|best price|costs? (?:the )?least|cheaper)\b/,
    (turn) => extreme(turn, false),
  ),
  onPattern('dearest', /\b(?:most expensive|dearest|highest price|costs? (?:the )?most|more expensive)\b/, (turn) =>
    extreme(turn, true),
  ),
  onPattern(
    'price-of',
    /\b(?:what does|how much (?:does|is|are)|what is the price of|the price of) (?:the )?(.+?)(?: cost)?$/,
    whenShown((turn, match) => {
      if (!/\b(?:cost|how much|price)\b/.test(turn.heard)) return undefined;
      const wanted = (match[1] as string).split(' ').filter((word) => word.length > 1);
      const rows = turn.shown.sources.flatMap(({ lines }) => pricedRows(lines));
      const row = rows.find(({ what }) => wanted.every((word) => what.toLowerCase().includes(word)));
      return row && say(`${row.what} is ${row.price}.`);
    }),
  ),
  onPattern(
    'label',
    /^(?:what|which|who|when|how much|how high|how big) (?:is|are|was|were) (?:the|this|that|my|its) (.+)$|^(?:tell me|give me|read me|can you (?:read|find|tell me|see)|do you see|find|read) (?:the|this|my) (.+)$/,
    (turn, match) => labelled(turn, (match[1] ?? match[2]) as string),
  ),
  onPattern(
    'read',
    new RegExp(
      `\\b(?:(?:what is|what do you (?:see|read)|what can you (?:see|read)|what does it say|what stands|what do i have) (?:there )?(?:on|in|at) (?:my|the|this) (?:${SCREEN_WORDS}|camera|picture|paper|letter|label)|(?:read|describe)(?: me| out| out loud| aloud)? (?:what is on )?(?:the|my|this|that|it)(?: (?:${SCREEN_WORDS}|text|message|letter|label|paper|camera))?(?: (?:to me|aloud|out|out loud|for me))?$|what does (?:the|my|this|that) (?:${SCREEN_WORDS}|text|message|letter|label|paper|camera|picture|title|log|output) say|^(?:do|can) you see$|what do you see|what can you see|what are you (?:seeing|looking at)|(?:can|do) you see (?:me|it|this|that|anything|something|my (?:${SCREEN_WORDS}|camera|face))|look at (?:my|the|this) (?:${SCREEN_WORDS}|camera)|what am i (?:holding|showing|looking at|sharing)|what (?:is|does) this(?: say)?$|(?:my|the) screen$)`,
    ),
    told,
  ),
  onPattern(
    'says',
    /^(?:what|and what) does (?:it|this|that|the (?!file|pdf|document|csv|table|spreadsheet|attachment)\w+(?: \w+)?) say(?: now| there)?$|^what does it show$/,
    whenShown((turn) => {
      const about = /does the (.+?) say/.exec(turn.heard)?.[1];
      const source = meant(turn);
      const lines =
        about === undefined
          ? []
          : (source?.lines ?? []).filter((line) => about.split(' ').every((word) => line.toLowerCase().includes(word)));
      return lines.length > 0 ? say(`It says: ${readOut(lines.slice(0, 2))}`) : told(turn);
    }),
  ),
];
