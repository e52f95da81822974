/**
 * Who may have which token: the rule that the server, not the browser, decides who is who. Pure; randomness is passed
 * in. It grants nothing itself: `sign-token.ts` turns a decision into a token.
 */
import type { AgentSummary } from '../api/agents.ts';
import type { TokenRequest } from '../api/token.ts';
import { ApiError, shown } from '../errors.ts';

/** What a call's token will say. */
export interface TokenDecision {
  identity: string;
  room: string;
  name: string | undefined;
  metadata: string | undefined;
  attributes: Record<string, string>;
  dispatch: { agent: string | undefined; metadata: string | undefined };
}

/** Who asks: the holder of an API key, or a browser with the identity its cookie carries. */
export type TokenHolder = { kind: 'key'; name: string } | { kind: 'anonymous'; userId: string };

export interface TokenSurroundings {
  agents: readonly AgentSummary[];
  /** Unguessable: whoever knows the name of a room could ask for it with a key. */
  freshRoom(): string;
  freshIdentity(): string;
}

/** Attributes that LiveKit, its telephony and this server speak with: whoever sets one could pass for them. */
export const RESERVED_ATTRIBUTE_PREFIXES = ['sip.', 'lk.', 'parley.'] as const;

const ANONYMOUS_MAY_NOT_NAME = [
  'room_name',
  'participant_identity',
  'participant_metadata',
  'participant_attributes',
] as const;

export function decideToken(request: TokenRequest, holder: TokenHolder, around: TokenSurroundings): TokenDecision {
  const dispatched = request.room_config?.agents?.[0];
  if (holder.kind === 'anonymous') refuseNames(request, dispatched?.metadata);
  const attributes = request.participant_attributes ?? {};
  refuseReserved(attributes);
  return {
    identity: holder.kind === 'anonymous' ? holder.userId : (request.participant_identity ?? around.freshIdentity()),
    room: (holder.kind === 'key' ? request.room_name : undefined) ?? around.freshRoom(),
    name: request.participant_name,
    metadata: request.participant_metadata,
    attributes,
    dispatch: { agent: agentOf(dispatched?.agent_name, around.agents), metadata: dispatched?.metadata },
  };
}

function refuseNames(request: TokenRequest, dispatchMetadata: string | undefined): void {
  const named: Record<string, unknown> = Object.fromEntries(
    ANONYMOUS_MAY_NOT_NAME.filter((field) => request[field] !== undefined).map((field) => [field, request[field]]),
  );
  if (dispatchMetadata !== undefined) named['room_config.agents[0].metadata'] = dispatchMetadata;
  const fields = Object.keys(named);
  const [first] = fields;
  if (first === undefined) return;
  throw new ApiError(
    'not_yours_to_name',
    `${first}=${shown(named[first])} cannot be named without an API key: the server gives a browser its identity and its room.`,
    { fields },
  );
}

function refuseReserved(attributes: Record<string, string>): void {
  // Case and surrounding space are folded so that "LK.agent" or " lk.agent" does not slip through a client that folds too.
  const isReserved = (name: string) =>
    RESERVED_ATTRIBUTE_PREFIXES.some((prefix) => name.trim().toLowerCase().startsWith(prefix));
  const reserved = Object.keys(attributes).filter(isReserved);
  const [first] = reserved;
  if (first === undefined) return;
  throw new ApiError(
    'reserved_attribute',
    `The attribute ${shown(first)} is reserved: names that begin with sip., lk. or parley. are set by the server only.`,
    {
      attributes: reserved.map((name) => name.slice(0, 128)),
    },
  );
}

function agentOf(named: string | undefined, agents: readonly AgentSummary[]): string | undefined {
  if (named === undefined) return agents[0]?.name;
  if (agents.some((agent) => agent.name === named)) return named;
  const known = agents.map((agent) => agent.name);
  const choice = known.length === 0 ? 'the catalog is empty' : `the catalog has ${known.join(', ')}`;
  throw new ApiError('unknown_agent', `There is no agent ${shown(named)}: ${choice}.`, { agent: named, known });
}
