/**
 * A cell that was read as a number and is a card's. Pure. Many long numbers are none (articles, times): only what
 * issuers give out in that length counts, with its check digit.
 */
import { isCardNumber } from '../seeing/card-numbers.ts';
import { MASK } from '../seeing/mask-text.ts';

/** American Express has fifteen digits, Diners fourteen, others sixteen; a number of more is read as text. */
const ISSUED = /^(?:3[47]\d{13}|3[068]\d{12}|[2-6]\d{15})$/;

/** Undefined: no card. */
export function maskedNumber(cell: number): string | undefined {
  if (!Number.isSafeInteger(cell)) return undefined;
  const digits = String(cell);
  return ISSUED.test(digits) && isCardNumber(digits) ? `${MASK} ${digits.slice(-4)}` : undefined;
}
