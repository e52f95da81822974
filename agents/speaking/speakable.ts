/**
 * Makes written text fit for a voice: no markup, no emoji, no bare links. Pure. What is spoken is also what the
 * captions show, so this may drop decoration but never words.
 */

const EMOJI = /\p{Extended_Pictographic}|\u{FE0F}|\u{200D}|[\u{1F1E6}-\u{1F1FF}]/gu;

export function speakable(text: string): string {
  return text
    .replace(/```[\s\S]*?```/g, ' ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/https?:\/\/(?:www\.)?([^\s/)]+)\S*/g, '$1')
    .replace(/^\s{0,3}#{1,6}\s+/gm, '')
    .replace(/^\s*[-*•]\s+/gm, '')
    .replace(/(\*\*|__|~~|`)/g, '')
    .replace(/(^|\s)[*_](\S(?:.*?\S)?)[*_](?=\s|[.,!?;:]|$)/g, '$1$2')
    .replace(EMOJI, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whether a voice can make anything of it: at least one letter or digit. */
export const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);
