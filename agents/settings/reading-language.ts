/** How a language of text in pictures is named: Tesseract's codes, joined with a plus. Whether its data is there is found out when it reads. */
import { z } from 'zod';

export const readingLanguage = z
  .string()
  .regex(
    /^[a-z]{3}(?:_[a-z]{2,8}){0,2}(?:\+[a-z]{3}(?:_[a-z]{2,8}){0,2}){0,2}$/,
    'is one to three codes such as eng or deu, joined with +',
  );
