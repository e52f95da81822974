/** The language of a tag as BCP 47 writes them, without its region: `de-AT` is `de`. Pure. */
export const primaryLanguage = (tag: string): string => /^[a-z]+/.exec(tag.trim().toLowerCase())?.[0] ?? '';
