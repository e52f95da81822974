/**
 * The events of a call, versioned: the call is this log, and its state is a fold of it. Pure: schemas only.
 * A field of type `markedText` is encrypted under its user's key wherever it is stored.
 * Adding an optional field is compatible; anything else raises LOG_VERSION and keeps the old reader.
 */
import { z } from 'zod';
import { markedText, observation, provenance } from '../observation/schema.ts';
import { STAGES } from '../trace/stages.ts';

export const LOG_VERSION = 1;

const base = {
  v: z.literal(LOG_VERSION),
  callId: z.string(),
  /** 1, 2, 3... without gaps; assigned by the call's single writer (the host that owns the call). */
  seq: z.number().int().positive(),
  atMs: z.number(),
};
const event = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({ ...base, type: z.literal(type), ...shape });

const generation = z.number().int().nonnegative();

/** The facts of a call of a tool that rules speak of. */
const judgedOn = z.object({
  agent: z.string(),
  tier: z.enum(['read', 'write-constrained', 'write-broad']),
  source: z.string().optional(),
  askedBy: provenance.shape.source,
  informedBy: z.array(provenance.shape.source),
  channel: z.enum(['browser', 'phone', 'api']),
  userId: z.string().optional(),
  confidence: z.number().optional(),
  /** Why content of the turn looked like instructions; empty: it did not. */
  suspicions: z.array(z.string()),
});

export const callEvent = z.discriminatedUnion('type', [
  event('call.started', {
    roomName: z.string(),
    jobId: z.string(),
    agent: z.string(),
    agentVersion: z.string(),
    /** Provider labels by function, as chosen for this call. */
    models: z.record(z.string(), z.string()),
  }),
  /** Names the user the following marked content belongs to. */
  event('participant.joined', {
    identity: z.string(),
    userId: z.string(),
    kind: z.enum(['standard', 'sip', 'agent', 'other']),
    name: markedText.optional(),
  }),
  event('participant.left', { identity: z.string(), reason: z.string().optional() }),
  event('observed', { observation }),
  event('recalled', {
    generation,
    query: markedText,
    ranking: z.enum(['lexical', 'semantic', 'blended', 'none']),
    recordIds: z.array(z.string()),
    degraded: z.string().optional(),
  }),
  event('turn.committed', {
    generation,
    source: z.enum(['speech', 'typed', 'system']),
    /** Whose words they are; absent: the caller's. */
    askedBy: z.enum(['caller', 'operator']).optional(),
    text: markedText,
    speculative: z.boolean(),
  }),
  event('planned', {
    generation,
    step: z.number().int(),
    plan: z.string(),
    prompt: z.string(),
    promptVersion: z.string(),
    /** A supervisor's word on the plan of that step, and the very steps it is about, as canonical JSON. */
    review: z
      .object({
        by: z.string(),
        verdict: z.enum(['approve', 'refuse', 'no-answer']),
        reason: markedText,
        steps: markedText,
      })
      .optional(),
  }),
  event('tool.intended', { generation, tool: z.string(), callKey: z.string(), arguments: markedText }),
  event('tool.judged', {
    generation,
    tool: z.string(),
    callKey: z.string(),
    verdict: z.enum(['allow', 'deny', 'escalate']),
    reason: z.string(),
    /** Name of the rule that decided, and version of the stored policy at that moment (0: nothing was stored). */
    rule: z.string().optional(),
    policyVersion: z.number().int().nonnegative().optional(),
    /** What it was judged on, so that other rules can be tried on it. Absent: a person's yes was carried out. */
    asked: judgedOn.optional(),
    /** Of what was refused; of the rest, the intent or the request for approval has them. */
    arguments: markedText.optional(),
    /** What rules that are being tried out would have said, where that differs. */
    shadow: z
      .array(z.object({ rule: z.string(), verdict: z.enum(['allow', 'deny', 'escalate']), reason: z.string() }))
      .optional(),
  }),
  event('tool.finished', {
    generation,
    tool: z.string(),
    callKey: z.string(),
    outcome: z.enum(['ok', 'error', 'denied', 'unknown']),
    result: markedText,
    tookMs: z.number(),
  }),
  /** A call of a tool waits for a yes. Who may give it, to which exact arguments, and until when. */
  event('approval.requested', {
    generation,
    approvalId: z.string(),
    tool: z.string(),
    callKey: z.string(),
    by: z.enum(['caller', 'operator', 'two-operators']),
    /** The canonical arguments: what is approved is what is executed. */
    arguments: markedText,
    readBack: markedText,
    reason: z.string(),
    expiresAtMs: z.number(),
  }),
  event('approval.decided', {
    generation,
    approvalId: z.string(),
    callKey: z.string(),
    decision: z.enum(['approved', 'refused', 'expired', 'withdrawn']),
    /** Participant identity, console user or API key; 'system' for an expiry. */
    by: z.string(),
    /** As an operator changed them; absent: as requested. */
    arguments: markedText.optional(),
    reason: markedText.optional(),
  }),
  /** What a half-done piece of work took back, or could not. */
  event('tool.undone', {
    generation,
    tool: z.string(),
    callKey: z.string(),
    outcome: z.enum(['ok', 'error', 'impossible']),
    result: markedText,
  }),
  event('task.started', { generation, taskId: z.string(), goal: markedText }),
  event('task.reported', {
    taskId: z.string(),
    state: z.enum(['COMPLETED', 'FAILED', 'ESCALATED']),
    summary: markedText,
  }),
  /** Which way a turn went, and by which rule or model. */
  event('routed', {
    generation,
    route: z.enum(['talker', 'specialist', 'larger-model', 'background']),
    to: z.string().optional(),
    reason: z.string(),
  }),
  /** Another agent of the catalog speaks from here on. */
  event('agent.changed', { from: z.string(), to: z.string(), agentVersion: z.string(), reason: markedText }),
  event('operator.whispered', { from: z.string(), text: markedText }),
  event('operator.took-over', { from: z.string(), identity: z.string() }),
  event('operator.gave-back', { from: z.string(), reason: z.string() }),
  /** What was composed for the caller, whether or not it was heard. */
  event('reply.composed', {
    generation,
    text: markedText,
    kind: z.enum(['answer', 'filler', 'greeting', 'apology', 'prompt']),
  }),
  /** What playout confirms was heard: the truth that history and memory hold. */
  event('reply.heard', { generation, text: markedText, complete: z.boolean(), interrupted: z.boolean() }),
  event('turn.timed', { generation, stagesMs: z.partialRecord(z.enum(STAGES), z.number()) }),
  event('cost', {
    generation,
    provider: z.string(),
    inputTokens: z.number().optional(),
    cachedInputTokens: z.number().optional(),
    outputTokens: z.number().optional(),
    characters: z.number().optional(),
    audioSeconds: z.number().optional(),
    /** Absent when the price book has no price for the model; embedded models cost 0. */
    usd: z.number().optional(),
  }),
  event('degraded', { stage: z.string(), action: z.string(), reason: z.string(), generation: generation.optional() }),
  /** A standing wish ("tell me when the build has finished"): it outlives the host that was asked. */
  event('wished', { wishId: z.string(), what: markedText, phase: z.enum(['made', 'met', 'dropped']) }),
  event('remembered', { recordId: z.string(), kind: z.string() }),
  /** What the agent shows on its own video track, or that it shows it no longer. */
  event('presented', {
    on: z.boolean(),
    title: markedText,
    description: markedText.optional(),
    /** A JPEG as base64. */
    picture: markedText.optional(),
  }),
  event('person.requested', { reason: markedText }),
  event('command.consumed', { command: z.string(), commandId: z.string() }),
  event('call.ended', { reason: z.string(), outcome: z.enum(['completed', 'failed', 'handed-over']) }),
]);
export type CallEvent = z.infer<typeof callEvent>;
export type CallEventType = CallEvent['type'];
export type CallEventOf<T extends CallEventType> = Extract<CallEvent, { type: T }>;
/** An event as its author states it; the call's writer adds version, call, sequence and time. */
export type CallEventBody = {
  [T in CallEventType]: Omit<CallEventOf<T>, 'v' | 'callId' | 'seq' | 'atMs'>;
}[CallEventType];
