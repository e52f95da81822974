/** How the tools of agents do and which of them are switched off, as the API shows it. */
import { z } from 'zod';
import { healthResponse, killSwitch, sourceState } from '../../agents/acting/toolbox/toolbox-api.ts';
import { line } from './plain-text.ts';

const switchEntry = killSwitch.meta({ id: 'ToolSwitch' });

export const toolsReply = healthResponse
  .extend({
    sources: z.array(sourceState.omit({ context: true })),
    switches: z.array(switchEntry).describe('Every switch that was ever set, also those that are on again'),
  })
  .meta({ id: 'Tools' });

export const switchRequest = z
  .strictObject({
    kind: z
      .enum(['tool', 'source', 'tier'])
      .describe('What is switched: one tool, all of a source (`function`: the functions of agents), or all of a tier'),
    name: line(64).describe('Name of the tool, of the source, or of the tier'),
    off: z.boolean(),
    reason: line(300).or(z.literal('')).default('').describe('Told to the model when it asks for what is off'),
  })
  .refine(
    ({ kind, name }) => kind !== 'tier' || ['read', 'write-constrained', 'write-broad'].includes(name),
    'the tiers are read, write-constrained and write-broad',
  )
  .meta({ id: 'SwitchTool' });
export const switchReply = switchEntry;
