/** A file as it was given to a call. Types only. */
export interface GivenFile {
  bytes: Uint8Array;
  name: string;
  /** As the sender declared it; may be empty or wrong. */
  mediaType: string;
  /** Of the text on a picture, Tesseract codes joined with `+`; unset: English. */
  language?: string;
}
