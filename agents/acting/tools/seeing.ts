/** What an agent may ask of its eyes: a closer look, and to be told when something appears. Touches nothing outside. */
import { z } from 'zod';
import { defineTool } from '../tool.ts';

const NO_EYES = 'Nothing can be seen in this call.';

export const lookCloser = defineTool({
  name: 'look_closer',
  description:
    'Read a place of the shared screen or camera at full resolution, when what you were told of it is not enough. Name the place the way people do: "top right", "the whole screen".',
  label: 'Looking closer',
  parameters: z.object({
    place: z.string().max(100).default('the whole picture'),
    source: z.enum(['screen', 'camera']).optional(),
    question: z.string().max(300).optional().describe('What you want to know'),
  }),
  tier: 'read',
  deadlineMs: 8_000,
  honoursKey: true,
  informs: ['screen', 'camera'],
  run: async (input, context) =>
    context.eyes ? await context.eyes.lookCloser(input.place, input.source, input.question, context.signal) : NO_EYES,
});

export const watchFor = defineTool({
  name: 'watch_for',
  description:
    'Be told when something appears on what is shared, such as "the build has finished". The call goes on meanwhile; you will speak up when it happens.',
  label: 'Keeping an eye on it',
  parameters: z.object({ what: z.string().min(1).max(200) }),
  tier: 'read',
  deadlineMs: 1_000,
  honoursKey: true,
  informs: [],
  run: async (input, context) => {
    if (!context.eyes) return NO_EYES;
    return context.eyes.watchFor(input.what)
      ? `Watching for: ${input.what}. Say that you will speak up.`
      : 'You are watching for too many things already.';
  },
});

export const stopWatching = defineTool({
  name: 'stop_watching',
  description: 'Stop watching for everything you were asked to watch for.',
  label: 'No longer watching',
  parameters: z.object({}),
  tier: 'read',
  deadlineMs: 1_000,
  honoursKey: true,
  informs: [],
  run: async (_input, context) => {
    const stopped = context.eyes?.stopWatching() ?? 0;
    return stopped === 0
      ? 'You were not watching for anything.'
      : `Stopped watching for ${stopped} ${stopped === 1 ? 'thing' : 'things'}.`;
  },
});
