/**
 * JSON that a model, a server or a stranger wrote, read within bounds: whoever walks it later may recurse, copy it and
 * print it. A number that JSON can write and no computer can hold would be printed as another than is used. Pure.
 */

/** Ten times what a model writes in one go, and less than what the tool-worker takes as a request. */
export const MAX_JSON_CHARACTERS = 100_000;
/** Far deeper than anything somebody fills in. */
const MAX_DEPTH = 64;

/** Throws a sentence's end: "nested more than 64 deep". */
export function parseBoundedJson(text: string, maxCharacters = MAX_JSON_CHARACTERS): unknown {
  if (text.length > maxCharacters) throw new Error(`it has ${text.length} characters, more than ${maxCharacters}`);
  if (nestedDeeperThan(text, MAX_DEPTH)) throw new Error(`it is nested more than ${MAX_DEPTH} deep`);
  return JSON.parse(text, (name, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new Error(`the number ${JSON.stringify(name)} is too large`);
    return value;
  });
}

/** Whether brackets outside of strings nest deeper; looks at each character once, and parses nothing. */
export function nestedDeeperThan(text: string, max: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') {
      depth += 1;
      if (depth > max) return true;
    } else if (character === ']' || character === '}') depth -= 1;
  }
  return false;
}
