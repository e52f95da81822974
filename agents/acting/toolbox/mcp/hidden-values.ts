/**
 * Takes the values of credentials out of whatever a server says: a server that was given a key may print it, and neither
 * the log nor the model is to see it. Pure.
 */

/** A shorter value is no secret, and taking every `1` or `true` out of a text would only spoil it. */
const SHORTEST_SECRET = 6;

export function hiddenValues(values: readonly (string | undefined)[]): (text: string) => string {
  const secrets = values.filter((value) => value !== undefined && value.length >= SHORTEST_SECRET);
  // The longest first: one secret may be the beginning of another.
  secrets.sort((a, b) => (b?.length ?? 0) - (a?.length ?? 0));
  return (text) => secrets.reduce<string>((left, secret) => left.replaceAll(secret ?? '', '[hidden]'), text);
}
