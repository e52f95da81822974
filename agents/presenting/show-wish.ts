/** What an agent may ask to show, as its tools declare it and as the call is asked. Pure: schemas and types only. */
import { z } from 'zod';
import { MEASURES, PLOT_KINDS, TIME_STEPS } from './plot-choice.ts';

const cell = z.union([z.string().max(500), z.number(), z.boolean(), z.null()]);
const title = z.string().max(120).optional().describe('Short; made from the columns when left out');
/** The newest file is meant when neither is given. */
const from = {
  file: z.string().max(200).optional().describe('Name of a file the caller gave; the newest when left out'),
  rows: z
    .object({
      columns: z.array(z.string().max(120)).min(1).max(12),
      rows: z.array(z.array(cell).max(12)).min(1).max(200),
    })
    .optional()
    .describe('Figures that stand in no file, such as those seen on a screen'),
};

export const plotWish = z.object({
  ...from,
  kind: z.enum(PLOT_KINDS).optional(),
  x: z.string().max(120).optional().describe('A column, or day, month, year of a column of dates'),
  y: z.string().max(120).optional().describe('A column of numbers'),
  measure: z.enum(MEASURES).optional().describe('Of several rows of one x: their sum when left out'),
  by: z.enum(TIME_STEPS).optional(),
  title,
});
export const tableWish = z.object({
  ...from,
  columns: z.array(z.string().max(120)).min(1).max(12).optional(),
  sort_by: z.string().max(120).optional(),
  descending: z.boolean().optional(),
  title,
});
export const textWish = z.object({
  title: z.string().max(120),
  lines: z.array(z.string().max(400)).min(1).max(20),
});
export const pictureWish = z.object({
  file: z.string().max(200).optional().describe('Name of a file the caller gave; the newest picture when left out'),
  page: z.int().min(1).max(10_000).optional().describe('Of a document'),
  source: z.enum(['screen', 'camera']).optional().describe('What was last seen there, instead of a file'),
  title,
});

export type ShowWish =
  | ({ what: 'plot' } & z.output<typeof plotWish>)
  | ({ what: 'table' } & z.output<typeof tableWish>)
  | ({ what: 'text' } & z.output<typeof textWish>)
  | ({ what: 'picture' } & z.output<typeof pictureWish>);
export type GivenRows = NonNullable<z.output<typeof plotWish>['rows']>;
