/** Keeps a label from growing without bound: names that come from outside could otherwise fill the memory of a scraper. */

/** As many different tools, providers or agents as one installation plausibly has. */
const MAX_VALUES = 100;
export const OTHER = 'other';

/** A function that passes the first `maxValues` different values on and calls the rest `other`. */
export function boundedLabel(maxValues = MAX_VALUES): (value: string) => string {
  const seen = new Set<string>();
  return (value) => {
    if (seen.has(value)) return value;
    if (seen.size >= maxValues) return OTHER;
    seen.add(value);
    return value;
  };
}
