/** JSON for eyes. Pure. */
export const prettyJson = (value: unknown): string => JSON.stringify(value, null, 2) ?? String(value);

/** Text that is JSON is spread out; other text stays as it is. */
export function prettyText(text: string): string {
  try {
    return prettyJson(JSON.parse(text));
  } catch {
    return text;
  }
}
