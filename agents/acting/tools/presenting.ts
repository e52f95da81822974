/** What an agent may show on the caller's page while it speaks: plots, tables, text, pictures. Touches nothing outside. */

import { z } from 'zod';
import { pictureWish, plotWish, type ShowWish, tableWish, textWish } from '../../presenting/show-wish.ts';
import { defineTool, type ToolContext } from '../tool.ts';

const NO_STAGE = 'Nothing can be shown in this call: say it instead.';
const DEADLINE_MS = 16_000;

async function show(wish: ShowWish, { stage, signal }: ToolContext): Promise<string> {
  if (!stage) throw new Error(NO_STAGE);
  return await stage.show(wish, signal);
}

export const showPlot = defineTool({
  name: 'show_plot',
  description:
    'Show the caller a chart made from a table: of a file they gave, or of rows you write down. What is left out is chosen well.',
  label: 'Drawing a chart',
  parameters: plotWish,
  tier: 'read',
  deadlineMs: DEADLINE_MS,
  honoursKey: true,
  informs: ['document'],
  run: (input, context) => show({ what: 'plot', ...input }, context),
});

export const showTable = defineTool({
  name: 'show_table',
  description:
    'Show the caller rows of a table they gave, or rows you write down; the first ten, or the top ten of a column.',
  label: 'Showing a table',
  parameters: tableWish,
  tier: 'read',
  deadlineMs: DEADLINE_MS,
  honoursKey: true,
  informs: ['document'],
  run: (input, context) => show({ what: 'table', ...input }, context),
});

export const showText = defineTool({
  name: 'show_text',
  description:
    'Show the caller a headline and a few short lines: what was agreed, an address, a spelling, steps. Up to ten lines are readable.',
  label: 'Writing it down',
  parameters: textWish,
  tier: 'read',
  deadlineMs: DEADLINE_MS,
  honoursKey: true,
  informs: [],
  run: (input, context) => show({ what: 'text', ...input }, context),
});

export const showPicture = defineTool({
  name: 'show_picture',
  description:
    'Show the caller a picture they gave, a page of a document they gave, or what was last seen of their screen or camera.',
  label: 'Showing a picture',
  parameters: pictureWish,
  tier: 'read',
  deadlineMs: DEADLINE_MS,
  honoursKey: true,
  informs: ['document', 'screen', 'camera'],
  run: (input, context) => show({ what: 'picture', ...input }, context),
});

export const stopShowing = defineTool({
  name: 'stop_showing',
  description: 'Take away what you are showing on the page.',
  label: 'Taking the picture away',
  parameters: z.object({}),
  tier: 'read',
  deadlineMs: 7_000,
  honoursKey: true,
  informs: [],
  run: async (_input, { stage }) => {
    const title = await stage?.stop();
    return title === undefined ? 'Nothing was being shown.' : `No longer shown: ${title}.`;
  },
});
