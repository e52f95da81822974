/**
 * From samples played to words heard: the record that history and memory hold. Pure.
 * Within a clause words are placed by their length in characters: synthesis gives no alignment, and the error stays
 * under one word on ordinary clauses.
 */

export interface ClauseMark {
  text: string;
  startSample: number;
  /** Undefined while the clause is still being synthesised. */
  endSample: number | undefined;
}

/** Characters a second of ordinary speech, for clauses whose end is not known yet (English, about 170 words a minute). */
export const CHARACTERS_PER_SECOND = 15;

/** The text heard when `playedSamples` of the utterance have sounded, whole words only. */
export function heardText(marks: readonly ClauseMark[], playedSamples: number, sampleRateHz: number): string {
  const heard: string[] = [];
  for (const mark of marks) {
    if (playedSamples <= mark.startSample) break;
    if (mark.endSample !== undefined && playedSamples >= mark.endSample) {
      heard.push(mark.text);
      continue;
    }
    const lengthSamples =
      mark.endSample === undefined
        ? (mark.text.length / CHARACTERS_PER_SECOND) * sampleRateHz
        : mark.endSample - mark.startSample;
    const fraction = Math.min(1, (playedSamples - mark.startSample) / Math.max(1, lengthSamples));
    const characters = Math.floor(fraction * mark.text.length);
    let end = 0;
    for (const word of mark.text.matchAll(/\S+/g)) {
      if (word.index + word[0].length > characters) break;
      end = word.index + word[0].length;
    }
    if (end > 0) heard.push(mark.text.slice(0, end));
    break;
  }
  return heard.join(' ');
}
