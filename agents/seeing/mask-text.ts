/**
 * Blanks in text what may not leave: card numbers, what follows the name of a secret, what an agent's patterns find.
 * Pure: a text in, the text with marks in place of it out. Length may change, lines stay lines.
 */
import { cardsIn } from './card-numbers.ts';
import type { MaskRules } from './mask-rules.ts';

export const MASK = '••••';
const NAMES =
  'passwords?|passwort|kennwort|passcode|passphrase|pin|cvc2?|cvv2?|security code|secret|api[ _-]?key|access[ _-]?key|private[ _-]?key|token';
/** As the label of a field on a screen: what follows on the line is its content. */
const FIELD = new RegExp(`\\b(?:${NAMES})\\b\\s*[:=]?\\s*`, 'i');
/** In running text a secret is told by a mark, by "is", or by digits: "the token ring" is about none. */
const TOLD = new RegExp(
  `\\b((?:${NAMES})(?:\\s*\\([^)\\n]{0,20}\\))?["']?)(\\s*[:=]\\s*|\\s+is:?\\s+|\\s+(?=\\d{3,8}\\b))([^\\t\\n]+)`,
  'gi',
);
const ALONE = new RegExp(`^\\s*(?:[\\p{L}]+\\s+){0,2}(?:${NAMES})\\s*[:=]?\\s*$`, 'iu');
const HEADING = new RegExp(`(?:^|[^\\p{L}])(?:${NAMES})(?:[^\\p{L}]+(?:code|number|hash|value))?[^\\p{L}]*$`, 'iu');

/** A line read off a screen or a camera; a digit of it may have been misread. */
export function maskLine(text: string, rules: MaskRules): string {
  const masked = withoutPatterns(rules.cards ? withoutCards(text, true) : text, rules);
  const label = rules.secrets ? FIELD.exec(masked) : null;
  if (!label) return masked;
  const upTo = label.index + label[0].length;
  return masked.slice(upTo).trim() === '' ? masked : `${masked.slice(0, upTo)}${MASK}`;
}
/** A line that is nothing but the name of a secret: its content is elsewhere. */
export const isSecretLabel = (text: string): boolean => {
  const label = FIELD.exec(text);
  return label !== null && text.slice(label.index + label[0].length).trim() === '';
};
/** The heading of a column that holds secrets. */
export const isSecretHeading = (text: string): boolean => HEADING.test(text.replaceAll('_', ' '));

/** Text of a document or a cell. */
export function maskText(text: string, rules: MaskRules, recognised = false): string {
  const plain = withoutPatterns(rules.cards ? withoutCards(text, recognised) : text, rules);
  if (!rules.secrets) return plain;
  const told = plain.replace(TOLD, (whole: string, name: string, mark: string, content: string) => {
    if (content.trim() === '') return whole;
    // After "is" comes a sentence: its first word is what is told.
    return `${name}${mark}${/is:?\s+$/i.test(mark) ? content.replace(/^\S+/, MASK) : MASK}`;
  });
  const lines = told.split('\n');
  return lines.map((line, at) => (ALONE.test(lines[at - 1] ?? '') && line.trim() !== '' ? MASK : line)).join('\n');
}

function withoutCards(text: string, recognised: boolean): string {
  let out = '';
  let from = 0;
  for (const span of cardsIn(text, recognised)) {
    const last = text.slice(span.from, span.to).replace(/\D/g, '').slice(-4);
    out += `${text.slice(from, span.from)}${MASK} ${MASK} ${MASK} ${last}`;
    from = span.to;
  }
  return out + text.slice(from);
}
const withoutPatterns = (text: string, { patterns }: MaskRules): string =>
  patterns.reduce((masked, pattern) => masked.replace(pattern, (found) => (found === '' ? '' : MASK)), text);
