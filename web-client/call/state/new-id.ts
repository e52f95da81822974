/**
 * Ids for lines, files and messages of one call. Browsers keep randomUUID back on pages that are not secure, and such a
 * page can still hold a call by typing.
 */
interface Generator {
  randomUUID?: () => string;
  getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array;
}

type Uuid = `${string}-${string}-${string}-${string}-${string}`;

export const newId = (generator: Generator = crypto): string =>
  generator.randomUUID === undefined ? randomUuid(generator) : generator.randomUUID();

/** RFC 9562, version 4. */
function randomUuid(generator: Generator): Uuid {
  const bytes = generator.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** For the media client, which names its streams with randomUUID and would send nothing without it. */
export function lendRandomUuid(generator: Generator = crypto): void {
  generator.randomUUID ??= () => randomUuid(generator);
}
