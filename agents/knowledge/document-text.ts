/** What a document says, before and after it is cut into passages. Types only. */

/** A page, or the whole of a document without pages. Headings are lines that begin with `#`, as in Markdown. */
export interface TextPart {
  page?: number;
  text: string;
}
export interface TablePart {
  columns: readonly string[];
  rows: readonly (readonly (string | number | boolean | null)[])[];
}
export interface DocumentText {
  /** As the document calls itself; absent: its name has to do. */
  title?: string;
  mediaType: string;
  parts: readonly (TextPart | TablePart)[];
  /** What was left out or assumed, in sentences. */
  notes: readonly string[];
}

export interface Chunk {
  /** From 0, in the document's order. */
  ordinal: number;
  page?: number;
  /** The headings it stands under, outermost first. */
  headings: readonly string[];
  text: string;
  /** How many characters at its beginning repeat the chunk before it, or a table's header. */
  overlap: number;
}
