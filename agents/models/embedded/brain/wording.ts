/** Chooses among wordings, so that the same answer does not come in the same words twice. Pure: the seed decides. */
export type Wording = (variants: readonly string[]) => string;

/** `seed` changes from turn to turn, such as the number of messages. */
export const wordingFor = (seed: number): Wording => {
  let next = seed;
  return (variants) => variants[next++ % variants.length] as string;
};
