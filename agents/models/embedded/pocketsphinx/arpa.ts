/**
 * Sentences -> an interpolated trigram language model (Witten-Bell back-off) in ARPA format, which PocketSphinx reads.
 * Pure. Probabilities are base-10 logarithms.
 */
const SEPARATOR = ' ';
const ORDERS = [1, 2, 3] as const;

interface Followers {
  total: number;
  counts: Map<string, number>;
}

export function trigramModel(sentences: string[]): string {
  const counts = ORDERS.map(() => new Map<string, number>());
  const followers = new Map<string, Followers>();
  for (const sentence of sentences) count(['<s>', ...sentence.split(/\s+/), '</s>'], counts, followers);
  const unigrams = counts[0] as Map<string, number>;
  const totalWords = [...unigrams].reduce((sum, [word, times]) => sum + (word === '<s>' ? 0 : times), 0);

  /** P(word | context), interpolated with the shorter contexts. */
  const probability = (context: string[], word: string): number => {
    if (context.length === 0) return ((unigrams.get(word) ?? 0) + 0.5) / (totalWords + 0.5 * unigrams.size);
    const shorter = probability(context.slice(1), word);
    const seen = followers.get(context.join(SEPARATOR));
    if (seen === undefined) return shorter;
    const kinds = seen.counts.size;
    return ((seen.counts.get(word) ?? 0) + kinds * shorter) / (seen.total + kinds);
  };
  const backOff = (context: string[]): number => {
    const words = [...(followers.get(context.join(SEPARATOR))?.counts.keys() ?? [])];
    const seen = words.reduce((sum, word) => sum + probability(context, word), 0);
    const lower = words.reduce((sum, word) => sum + probability(context.slice(1), word), 0);
    return Math.max(1e-9, 1 - seen) / Math.max(1e-9, 1 - lower);
  };

  const lines = ['\\data\\', ...ORDERS.map((order) => `ngram ${order}=${counts[order - 1]?.size}`)];
  for (const order of ORDERS) {
    lines.push('', `\\${order}-grams:`);
    for (const key of [...(counts[order - 1] as Map<string, number>).keys()].sort()) {
      const words = key.split(SEPARATOR);
      const value = key === '<s>' ? '-99.0' : log10(probability(words.slice(0, -1), words.at(-1) as string));
      const weight = order < 3 && followers.has(key) ? ` ${log10(backOff(words))}` : '';
      lines.push(`${value} ${key}${weight}`);
    }
  }
  return [...lines, '', '\\end\\', ''].join('\n');
}

function count(words: string[], counts: Map<string, number>[], followers: Map<string, Followers>): void {
  for (const order of ORDERS) {
    for (let start = 0; start + order <= words.length; start++) {
      const key = words.slice(start, start + order).join(SEPARATOR);
      const table = counts[order - 1] as Map<string, number>;
      table.set(key, (table.get(key) ?? 0) + 1);
      if (order === 1) continue;
      const context = words.slice(start, start + order - 1).join(SEPARATOR);
      const entry = followers.get(context) ?? { total: 0, counts: new Map<string, number>() };
      const word = words[start + order - 1] as string;
      entry.total++;
      entry.counts.set(word, (entry.counts.get(word) ?? 0) + 1);
      followers.set(context, entry);
    }
  }
}

const log10 = (value: number) => Math.log10(Math.max(value, 1e-12)).toFixed(4);
