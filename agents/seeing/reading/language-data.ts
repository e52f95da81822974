/**
 * Where the trained data of a language is: in its npm package, never downloaded. A language is named as Tesseract names
 * it (`eng`, `deu`, `chi_sim`), several are joined with `+`.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ReadingError } from './reading-error.ts';

const CODE = /^[a-z]{3}(?:_[a-z]{2,8}){0,2}$/;
/** Each costs memory and time in every picture. */
const MAX_LANGUAGES = 3;

export interface LanguageData {
  code: string;
  /** Gzipped trained data (the fast integer models: 3 MB for English). */
  file: string;
}

export function languageData(languages: string): LanguageData[] {
  const codes = [...new Set(languages.split('+'))];
  if (codes.length > MAX_LANGUAGES) {
    throw new ReadingError('bad_request', `${JSON.stringify(languages)} names more than ${MAX_LANGUAGES} languages.`);
  }
  return codes.map((code) => ({ code, file: fileOf(code) }));
}

function fileOf(code: string): string {
  if (!CODE.test(code)) {
    throw new ReadingError(
      'bad_request',
      `${JSON.stringify(code.slice(0, 40))} is not a language: use codes such as "eng" or "deu", joined with "+".`,
    );
  }
  const name = `@tesseract.js-data/${code}`;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    return join(folder, '4.0.0_best_int', `${code}.traineddata.gz`);
  } catch (cause) {
    throw new ReadingError(
      'unsupported',
      `Text in the language "${code}" cannot be read here: the package ${name} is not installed (npm install ${name}).`,
      { cause },
    );
  }
}
