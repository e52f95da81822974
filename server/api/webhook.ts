/** What LiveKit is answered when it tells of an event. */
import { z } from 'zod';

export const webhookReply = z.object({ received: z.string().describe('Name of the event') });
