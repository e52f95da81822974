/** A thing that is wrong at one place of an OpenAPI document; the place is a JSON pointer. */
export class DocumentProblem extends Error {
  override readonly name = 'DocumentProblem';

  constructor(pointer: string, sentence: string) {
    super(`${pointer}: ${sentence}`);
  }
}

/** One more step of a JSON pointer, escaped. */
export const under = (pointer: string, key: string | number): string =>
  `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
