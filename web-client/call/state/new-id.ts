/**
 * Ids for lines, files and messages of one call. Browsers keep randomUUID back on pages that are not secure, and such a
 * page can still hold a call by typing.
 */
interface Generator {
  randomUUID?: () => string;
  getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array;
}

export function newId(generator: Generator = crypto): string {
  if (generator.randomUUID !== undefined) return generator.randomUUID();
  const bytes = generator.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
