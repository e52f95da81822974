/** Tools of agents: how they do, and the switches that stop them in the middle of a call. */
import { errorReply } from '../api/errors.ts';
import { switchReply, switchRequest, toolsReply } from '../api/tools.ts';
import type { Api, AppContext } from '../app-context.ts';
import { keyOr, senderOf } from '../plugins/operator.ts';

export function toolRoutes(api: Api, { tools, log }: AppContext): void {
  const described = { tags: ['tools'], security: [{ apiKey: [] }] };

  api.get(
    '/api/tools',
    {
      onRequest: keyOr('viewer'),
      schema: {
        ...described,
        summary: 'How tools and their sources do, and what is switched off',
        response: { 200: toolsReply, default: errorReply },
      },
    },
    async ({ abandoned }) => await tools.health(abandoned),
  );

  api.post(
    '/api/tools/switches',
    {
      onRequest: keyOr('admin'),
      schema: {
        ...described,
        summary: 'Switch a tool, a source or a tier off or on, also in running calls',
        body: switchRequest,
        response: { 200: switchReply, default: errorReply },
      },
    },
    async (request) => {
      const set = await tools.setSwitch({ ...request.body, by: senderOf(request) }, request.abandoned);
      const { kind, name, off, by } = set;
      log.warn({ kind, name, off, by }, 'a tool switch was set');
      return set;
    },
  );
}
