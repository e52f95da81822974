/**
 * What may not leave the process although it can be seen: card numbers, and what stands in a password or PIN field.
 * Pure: lines in, masked lines and the boxes to blank out.
 */
import type { Box, TextLine } from './frame.ts';

const CARD = /\b(?:\d[ -]?){13,19}\b/g;
const SECRET_LABEL = /\b(password|passcode|pin|cvc|cvv|security code|secret|api[ _-]?key|token)\b\s*[:=]?\s*/i;
const MASK = '••••';

/** Luhn's check: sixteen digits of a phone list are no card. */
export function isCardNumber(digits: string): boolean {
  const plain = digits.replace(/\D/g, '');
  if (plain.length < 13 || plain.length > 19) return false;
  let sum = 0;
  for (let index = 0; index < plain.length; index++) {
    const digit = Number(plain[plain.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

export interface Masked {
  lines: TextLine[];
  /** To be blanked in every picture that leaves. */
  boxes: Box[];
}

export function maskLines(lines: readonly TextLine[]): Masked {
  const boxes: Box[] = [];
  const masked = lines.map((line, index) => {
    let text = line.text.replace(CARD, (digits) =>
      isCardNumber(digits) ? `${MASK} ${MASK} ${MASK} ${digits.replace(/\D/g, '').slice(-4)}` : digits,
    );
    const label = SECRET_LABEL.exec(text);
    if (label) {
      const after = text.slice(label.index + label[0].length);
      if (after.trim() !== '') text = `${text.slice(0, label.index + label[0].length)}${MASK}`;
      else {
        // The label stands alone: the field is beside or below it.
        const field = lines.find((other, at) => at !== index && isFieldOf(line.box, other.box));
        if (field) boxes.push(field.box);
      }
    }
    if (text !== line.text) boxes.push(line.box);
    return { ...line, text };
  });
  return {
    boxes,
    lines: masked.map((line) =>
      boxes.includes(line.box) && !line.text.includes(MASK) ? { ...line, text: MASK } : line,
    ),
  };
}

function isFieldOf(label: Box, other: Box): boolean {
  const beside =
    Math.abs(other.y - label.y) < label.height &&
    other.x >= label.x + label.width - 2 &&
    other.x - (label.x + label.width) < label.height * 12;
  const below =
    other.y > label.y &&
    other.y - (label.y + label.height) < label.height * 1.5 &&
    Math.abs(other.x - label.x) < label.height * 2;
  return beside || below;
}
