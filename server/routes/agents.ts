/** `GET /api/agents`: whom a caller may talk to. */
import { agentsReply } from '../api/agents.ts';
import { errorReply } from '../api/errors.ts';
import type { Api, AppContext } from '../app-context.ts';

export function agentRoutes(api: Api, { agents }: AppContext): void {
  api.get(
    '/api/agents',
    {
      schema: {
        tags: ['calls'],
        summary: 'The agents of the catalog',
        response: { 200: agentsReply, default: errorReply },
      },
    },
    async () => ({
      agents: (await agents.list()).map(({ name, title, description }) => ({ name, title, description })),
    }),
  );
}
