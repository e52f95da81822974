/**
 * Turns what a caller says of themselves into a sentence about the caller, and back into one that is said to them:
 * "i like tea" -> "The caller likes tea." -> "you like tea". Pure.
 */
const WITH_S = new Map(
  Object.entries({
    have: 'has',
    do: 'does',
    go: 'goes',
    am: 'is',
    study: 'studies',
    watch: 'watches',
    teach: 'teaches',
    'do not': 'does not',
  }),
);
const WITHOUT_S = new Map([...WITH_S].map(([base, third]) => [third, base]));
const REGULAR =
  'like love hate prefer live work come play speak need want drink eat own drive enjoy run read write study wear keep know think believe collect sing dance cook paint travel smoke use visit take get feel'.split(
    ' ',
  );
for (const verb of REGULAR) {
  if (!WITH_S.has(verb)) WITH_S.set(verb, `${verb}s`);
  WITHOUT_S.set(WITH_S.get(verb) as string, verb);
}

/** A whole sentence about "The caller", with a capital and a full stop. */
export function aboutCaller(said: string): string {
  const text = said
    .trim()
    .replace(/\bi am\b/g, '@SUBJECT is')
    .replace(
      /\bi (do not|(?:really |also |always |never |usually |often )?[a-z]+)\b/g,
      (_, verb: string) => `@SUBJECT ${inflect(verb, WITH_S)}`,
    )
    .replace(/\b(?:my own|my)\b/g, '@SUBJECT@S')
    .replace(/\bmine\b/g, '@SUBJECT@S')
    .replace(/\b(?:me|myself)\b/g, '@SUBJECT')
    .replace(/\bour\b/g, '@SUBJECT@S')
    .replace(/\bi\b/g, '@SUBJECT');
  const named = text
    .replace('@SUBJECT@S', "the caller's")
    .replace('@SUBJECT', 'the caller')
    .replaceAll('@SUBJECT@S', 'their')
    .replaceAll('@SUBJECT', 'the caller');
  const sentence =
    text.indexOf('@SUBJECT@S') === text.indexOf('@SUBJECT')
      ? named
      : text.replace('@SUBJECT', 'the caller').replaceAll('@SUBJECT@S', 'their').replaceAll('@SUBJECT', 'they');
  return `${sentence[0]?.toUpperCase() ?? ''}${sentence.slice(1)}.`.replace(/\.\.$/, '.');
}

/** What was kept about the caller, as it is said to them; no full stop, no capital. */
export function toCaller(fact: string): string {
  const text = fact.trim().replace(/[.!]+$/, '');
  const said = text
    .replace(/\b[Tt]he caller's\b/g, 'your')
    .replace(/\b[Tt]he caller is\b/g, 'you are')
    .replace(/\b[Tt]he caller was\b/g, 'you were')
    .replace(
      /\b[Tt]he caller ((?:really |also |always |never |usually |often )?(?:does not|[a-z]+))\b/g,
      (_, verb: string) => `you ${inflect(verb, WITHOUT_S)}`,
    )
    .replace(/\b[Tt]he caller\b/g, 'you')
    .replace(/\btheir\b/g, 'your')
    .replace(/\bthey\b/g, 'you');
  return /^(your|you)\b/i.test(said) ? `${said[0]?.toLowerCase()}${said.slice(1)}` : said;
}

function inflect(verb: string, table: Map<string, string>): string {
  const words = verb.split(' ');
  const last = words.pop() as string;
  const whole = table.get(verb);
  if (whole !== undefined) return whole;
  return [...words, table.get(last) ?? last].join(' ');
}
