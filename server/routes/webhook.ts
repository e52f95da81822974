/** `POST /api/livekit/webhook`: what LiveKit tells of rooms and participants, believed only when LiveKit signed it. */
import { errorReply } from '../api/errors.ts';
import { webhookReply } from '../api/webhook.ts';
import type { Api, AppContext } from '../app-context.ts';
import { ApiError } from '../errors.ts';
import { WEBHOOK_MEDIA_TYPE } from '../plugins/json-bodies.ts';

export function webhookRoute(api: Api, { livekit }: AppContext): void {
  api.post(
    '/api/livekit/webhook',
    {
      config: { anyHost: true, ownAuthorization: true, unlimited: true },
      schema: {
        tags: ['health'],
        summary: 'Events of LiveKit, signed by it',
        response: { 200: webhookReply, default: errorReply },
      },
    },
    async (request) => {
      if (typeof request.body !== 'string') {
        throw new ApiError('unsupported_media_type', `LiveKit sends its webhooks as ${WEBHOOK_MEDIA_TYPE}.`);
      }
      const webhook = await livekit.verifyWebhook(request.body, request.headers.authorization);
      request.log.info({ event: webhook.event, room: webhook.room }, 'LiveKit told');
      return { received: webhook.event };
    },
  );
}
