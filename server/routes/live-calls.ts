/** What all live calls do at this moment, for people who watch over them. */
import { errorReply } from '../api/errors.ts';
import { liveCallsReply } from '../api/live-calls.ts';
import type { Api, AppContext } from '../app-context.ts';
import { liveViews } from '../calls/live-views.ts';
import { keyOr } from '../plugins/operator.ts';

export function liveCallRoutes(api: Api, { eventLog }: AppContext): void {
  const views = liveViews(eventLog);
  api.get(
    '/api/live-calls',
    {
      onRequest: keyOr('viewer'),
      schema: {
        tags: ['calls'],
        security: [{ apiKey: [] }],
        summary: 'What each live call does now, newest first',
        response: { 200: liveCallsReply, default: errorReply },
      },
    },
    async ({ abandoned }) => await views.now(abandoned),
  );
}
