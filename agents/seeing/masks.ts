/**
 * What may not leave the process although it can be seen, in a picture whose text was read: lines in, masked lines and
 * the boxes to blank out. Pure.
 */
import type { Box, TextLine, VideoSourceId } from './frame.ts';
import { DEFAULT_MASKS, type MaskRules } from './mask-rules.ts';
import { isSecretLabel, MASK, maskLine } from './mask-text.ts';

export interface Masked {
  lines: TextLine[];
  /** To be blanked in every picture that leaves. */
  boxes: Box[];
}

export function maskLines(lines: readonly TextLine[], rules: MaskRules = DEFAULT_MASKS): Masked {
  const boxes: Box[] = [];
  const masked = lines.map((line, index) => {
    const text = maskLine(line.text, rules);
    if (rules.secrets && isSecretLabel(text)) {
      // The label stands alone: the field is beside or below it.
      const field = lines.find((other, at) => at !== index && isFieldOf(line.box, other.box));
      if (field) boxes.push(field.box);
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

/** Places of a source that are never shown, in pixels of its upright picture. */
export function maskedPlaces(
  { regions }: MaskRules,
  track: VideoSourceId['track'],
  { widthPx, heightPx }: { widthPx: number; heightPx: number },
): Box[] {
  return regions
    .filter((region) => region.track === undefined || region.track === track)
    .map(({ left, top, width, height }) => {
      const [x, y] = [Math.floor(left * widthPx), Math.floor(top * heightPx)];
      return {
        x,
        y,
        width: Math.min(widthPx - x, Math.ceil(width * widthPx)),
        height: Math.min(heightPx - y, Math.ceil(height * heightPx)),
      };
    })
    .filter(({ width, height }) => width > 0 && height > 0);
}
/** Lines that do not touch any of `places`. */
export const outside = (lines: readonly TextLine[], places: readonly Box[]): TextLine[] =>
  lines.filter(({ box }) => !places.some((place) => touches(box, place)));

const touches = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

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
