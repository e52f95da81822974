/** What a recogniser found, as lines from top to bottom, left to right, in pixels of the picture that was sent. Pure. */
import type { TextLine } from '../frame.ts';

/** A line as Tesseract reports it: confidence from 0 to 100, corners in pixels of the picture it was given. */
export interface FoundLine {
  text: string;
  confidence: number;
  bbox: { x0: number; y0: number; x1: number; y1: number };
}

/** Specks and lines of a drawing are read as letters too, with next to no confidence. */
const MIN_CONFIDENCE = 0.2;

/** `factor`: how much the picture was enlarged before it was read. */
export function orderedLines(found: readonly FoundLine[], factor: number): TextLine[] {
  const lines = found.flatMap(({ text, confidence, bbox }) => {
    const clean = text.replace(/\s+/g, ' ').trim();
    const sure = Math.min(1, Math.max(0, confidence / 100));
    if (clean === '' || sure < MIN_CONFIDENCE) return [];
    const x = Math.floor(bbox.x0 / factor);
    const y = Math.floor(bbox.y0 / factor);
    const width = Math.max(1, Math.ceil(bbox.x1 / factor) - x);
    const height = Math.max(1, Math.ceil(bbox.y1 / factor) - y);
    return [{ text: clean, box: { x, y, width, height }, confidence: sure }];
  });
  return inReadingOrder(lines);
}

/** Lines whose middles are within half a line of each other share a row. */
function inReadingOrder(lines: TextLine[]): TextLine[] {
  const middle = ({ box }: TextLine) => box.y + box.height / 2;
  const rows: TextLine[][] = [];
  for (const line of lines.sort((a, b) => middle(a) - middle(b))) {
    const row = rows.at(-1);
    const first = row?.[0];
    if (row && first && middle(line) - middle(first) < Math.min(line.box.height, first.box.height) / 2) row.push(line);
    else rows.push([line]);
  }
  return rows.flatMap((row) => row.sort((a, b) => a.box.x - b.box.x));
}
