/** Calls as the API shows them: the list, one call, its events, and the timeline its events fold to. */
import { z } from 'zod';
import { callEvent } from '../../agents/log/events.ts';
import { line, paragraph } from './plain-text.ts';

const callStatus = z.enum(['new', 'live', 'ended']);
const outcome = z.enum(['completed', 'failed', 'handed-over']);

export const callId = line(200).describe('Id of a call');
export const callParams = z.object({ id: callId });

export const callsQuery = z.strictObject({
  user: line(200).optional().describe('Only calls of this user'),
  agent: line(64).optional(),
  status: z.enum(['live', 'ended']).optional(),
  since: z.coerce.number().int().nonnegative().optional().describe('Started at or after, epoch milliseconds'),
  until: z.coerce.number().int().nonnegative().optional().describe('Started before, epoch milliseconds'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: line(500).optional().describe('`next` of the page before'),
});

export const callSummary = z.object({
  callId: z.string(),
  userId: z.string().optional(),
  agent: z.string().optional(),
  roomName: z.string().optional(),
  startedAtMs: z.number(),
  endedAtMs: z.number().optional(),
  outcome: outcome.optional(),
  lastSeq: z.number().int(),
});

/** In a body, not an address: addresses end in logs. */
export const callSearchRequest = z
  .strictObject({
    query: line(200).describe('Words that must all occur in one utterance'),
    user: line(200).optional(),
    agent: line(64).optional(),
    since: z.number().int().nonnegative().optional().describe('Started at or after, epoch milliseconds'),
    until: z.number().int().nonnegative().optional().describe('Started before, epoch milliseconds'),
    limit: z.number().int().min(1).max(50).default(20),
    cursor: line(500).optional().describe('`next` of the page before'),
  })
  .meta({ id: 'CallSearch' });
export const callSearchReply = z
  .object({
    hits: z.array(
      z.object({
        call: callSummary,
        passages: z.array(z.object({ atMs: z.number(), who: z.enum(['caller', 'agent']), text: z.string() })),
      }),
    ),
    looked: z.number().int().describe('How many calls were looked through'),
    next: z.string().optional().describe('There are older calls: ask again with this cursor'),
  })
  .meta({ id: 'CallsFound' });

export const callsReply = z.object({ calls: z.array(callSummary), next: z.string().optional() }).meta({ id: 'Calls' });

const participant = z.object({
  identity: z.string(),
  userId: z.string(),
  kind: z.enum(['standard', 'sip', 'agent', 'other']),
  name: z.string().optional(),
  joinedAtMs: z.number(),
  leftAtMs: z.number().optional(),
});

export const callReply = z
  .object({
    callId: z.string(),
    status: callStatus,
    roomName: z.string().optional(),
    jobId: z.string().optional(),
    agent: z.string().optional(),
    agentVersion: z.string().optional(),
    models: z.record(z.string(), z.string()).describe('Provider by function'),
    startedAtMs: z.number().optional(),
    endedAtMs: z.number().optional(),
    outcome: outcome.optional(),
    endReason: z.string().optional(),
    participants: z.array(participant),
    lastSeq: z.number().int(),
    turns: z.number().int(),
    costUsd: z.number().describe('A lower bound when unpricedUses is above 0'),
    unpricedUses: z.number().int(),
    personRequested: z.string().optional(),
  })
  .meta({ id: 'Call' });
export type CallReply = z.infer<typeof callReply>;

const utterance = z.discriminatedUnion('role', [
  z.object({
    role: z.enum(['user', 'system']),
    generation: z.number(),
    source: z.enum(['speech', 'typed', 'system']),
    text: z.string(),
    atMs: z.number(),
  }),
  z.object({
    role: z.literal('agent'),
    generation: z.number(),
    kind: z.enum(['answer', 'filler', 'greeting', 'apology', 'prompt']).optional(),
    composed: z.string().describe('What was meant to be said'),
    heard: z.string().describe('What the caller heard'),
    complete: z.boolean(),
    interrupted: z.boolean(),
    atMs: z.number(),
  }),
]);

const toolUse = z.object({
  generation: z.number(),
  tool: z.string(),
  callKey: z.string(),
  arguments: z.string(),
  verdict: z.enum(['allow', 'deny', 'escalate']).optional(),
  reason: z.string().optional(),
  outcome: z.enum(['ok', 'error', 'denied', 'unknown']).optional().describe('Absent while it runs'),
  result: z.string().optional(),
  tookMs: z.number().optional(),
});

const approvalUse = z.object({
  id: z.string(),
  generation: z.number(),
  tool: z.string(),
  callKey: z.string(),
  by: z.enum(['caller', 'operator', 'two-operators']).describe('Whose yes it needs'),
  arguments: z.string().describe('As asked for'),
  readBack: z.string(),
  reason: z.string(),
  requestedAtMs: z.number(),
  expiresAtMs: z.number(),
  decision: z.enum(['approved', 'refused', 'expired', 'withdrawn']).optional().describe('Absent while it waits'),
  decidedBy: z.string().optional(),
  decidedAtMs: z.number().optional(),
  decidedReason: z.string().optional(),
  editedArguments: z.string().optional().describe('As an operator changed them; these were run'),
  outcome: z.enum(['ok', 'error', 'denied', 'unknown']).optional().describe('What doing it came to'),
  result: z.string().optional(),
});

const cost = z.object({
  inputTokens: z.number(),
  cachedInputTokens: z.number(),
  outputTokens: z.number(),
  characters: z.number(),
  audioSeconds: z.number(),
  usd: z.number(),
  unpriced: z.number(),
});

export const timelineQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1_000).default(500).describe('Turns of one page, the newest first to come'),
  before: z.coerce.number().int().positive().optional().describe('`earlier` of the page before'),
});
export type TimelineQuery = z.infer<typeof timelineQuery>;

export const timelineReply = z
  .object({
    call: callReply,
    conversation: z.array(utterance),
    earlier: z.number().int().optional().describe('There are older turns: ask again with this as `before`'),
    tools: z.array(toolUse),
    approvals: z.array(approvalUse),
    costs: z.record(z.string(), cost).describe('By provider'),
    turns: z.array(
      z.object({ generation: z.number(), stagesMs: z.record(z.string(), z.number()), usd: z.number().optional() }),
    ),
    degradations: z.array(
      z.object({
        atMs: z.number(),
        stage: z.string(),
        action: z.string(),
        reason: z.string(),
        generation: z.number().optional(),
      }),
    ),
    observations: z.record(z.string(), z.number()).describe('How many, by kind'),
    foreignEvents: z.number().int().describe('Events this version cannot interpret'),
  })
  .meta({ id: 'Timeline' });
export type TimelineReply = z.infer<typeof timelineReply>;

/** An event a later version wrote: it keeps its place in the sequence. */
const foreignEvent = z.object({
  type: z.literal('foreign'),
  originalType: z.string(),
  v: z.number(),
  callId: z.string(),
  seq: z.number(),
  atMs: z.number(),
});
export const loggedEvent = z.union([callEvent, foreignEvent]).meta({ id: 'CallEvent' });
export type LoggedEvent = z.infer<typeof loggedEvent>;

export const eventsQuery = z.strictObject({
  after: z.coerce.number().int().nonnegative().default(0).describe('Only events with a higher seq'),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export const eventsReply = z
  .object({
    events: z.array(loggedEvent),
    next: z.number().int().optional().describe('`after` of the next page; absent at the end of what is written'),
  })
  .meta({ id: 'Events' });

export const messageRequest = z
  .strictObject({ text: paragraph(4_000).describe('Said to the agent as an operator') })
  .meta({ id: 'Message' });
export const endRequest = z.strictObject({ reason: line(200).default('ended by the operator') }).meta({ id: 'End' });
export const whisperRequest = z
  .strictObject({ text: paragraph(2_000).describe('For the agent alone: the caller does not hear that it came') })
  .meta({ id: 'Whisper' });
export const seatReply = z
  .object({
    server_url: z.string(),
    participant_token: z.string(),
    identity: z.string().describe('Who this person is in the room'),
  })
  .meta({ id: 'Seat' });
export const fileQuery = z.strictObject({ name: line(255).describe('What the file is called, with its extension') });
export const commandHeaders = z.looseObject({
  'idempotency-key': line(128).optional().describe('Sending twice with one key does once'),
});
export const commandReply = z
  .object({
    commandId: z.string(),
    rung: z.boolean().describe('The call was told at once; otherwise it finds the command when it looks next'),
  })
  .meta({ id: 'Command' });
