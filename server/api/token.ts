/**
 * LiveKit's standard token endpoint, as its clients' `TokenSource.endpoint` speaks it. Who may name which field is
 * decided by the server, not by this schema.
 */
import { z } from 'zod';
import { line, paragraph } from './plain-text.ts';

const agentDispatch = z.strictObject({
  agent_name: line(64).describe('Name of an agent of the catalog'),
  metadata: paragraph(8_000).optional().describe('Handed to the agent as it is; API keys only'),
});

const roomConfiguration = z.strictObject({
  agents: z.array(agentDispatch).max(1).optional().describe('The agent that answers; unset: the first of the catalog'),
});

const attributes = z
  .record(line(128), z.string().max(4_000))
  .refine((given) => Object.keys(given).length <= 32, 'has more than 32 entries');

export const tokenRequest = z
  .strictObject({
    room_name: line(128).optional().describe('API keys only; unset: a fresh room'),
    participant_identity: line(128).optional().describe('API keys only; unset: a fresh identity'),
    participant_name: line(128).optional().describe('What the caller is called on the page'),
    participant_metadata: paragraph(8_000).optional().describe('API keys only'),
    participant_attributes: attributes.optional().describe('API keys only; not sip.*, lk.* or parley.*'),
    room_config: roomConfiguration.optional(),
  })
  .meta({ id: 'TokenRequest' });
export type TokenRequest = z.infer<typeof tokenRequest>;

export const tokenReply = z
  .object({
    server_url: z.string().describe('LiveKit, as the client reaches it'),
    participant_token: z.string().describe('Valid for 10 minutes; connect before that'),
  })
  .meta({ id: 'TokenReply' });
