/**
 * The server's home of LiveKit's SDK: signs tokens, verifies webhooks, asks and rings over LiveKit's API. Every request
 * has a deadline; a failure is an `ApiError` that says LiveKit did not answer.
 */
import { RoomAgentDispatch, RoomConfiguration, TrackSource } from '@livekit/protocol';
import { AccessToken, DataPacket_Kind, RoomServiceClient, WebhookReceiver } from 'livekit-server-sdk';
import { OPERATOR_ATTRIBUTE } from './api/page-events.ts';
import { ApiError } from './errors.ts';
import type { TokenDecision } from './token/decide-token.ts';

/** Long enough to load the page and grant the microphone, short enough that a leaked token is soon worthless. */
const TOKEN_TTL_S = 600;
/** LiveKit answers in single milliseconds on one machine; beyond this it is not there for the caller either. */
const REQUEST_TIMEOUT_S = 3;

/** Data packets on this topic tell a call that its inbox has something. They carry no content. */
export const BELL_TOPIC = 'parley.bell';

export interface VerifiedWebhook {
  id: string;
  event: string;
  room: string | undefined;
  participant: string | undefined;
}

/** What the server asks of LiveKit. */
export interface LiveKitLink {
  /** A token for exactly this decision: join one room, speak, show, listen, type. */
  sign(decision: TokenDecision): Promise<string>;
  /** A token for a person of the console in a call that runs: heard by everybody, or (`listening`) by nobody. */
  signOperator(operator: OperatorSeat): Promise<string>;
  /** Resolves when LiveKit answers its API with our key. */
  check(): Promise<void>;
  /** Tells the call in `room` to look into its inbox. */
  ring(room: string): Promise<void>;
  /** Throws `webhook_unverified` unless LiveKit signed exactly this body. */
  verifyWebhook(body: string, authorization: string | undefined): Promise<VerifiedWebhook>;
}

/** A place in a running call for a person of the console. */
export interface OperatorSeat {
  room: string;
  identity: string;
  /** What the caller's page shows. */
  name: string;
  seat: 'speaking' | 'listening';
}
export interface LiveKitOptions {
  /** ws(s):// or http(s)://. */
  url: string;
  apiKey: string;
  apiSecret: string;
  /** Name the worker registers under; empty when it takes every room. */
  agentName: string;
}

/** What the worker finds as the dispatch's metadata. */
export function dispatchMetadata(dispatch: TokenDecision['dispatch']): string {
  const { agent, metadata } = dispatch;
  return JSON.stringify({ ...(agent === undefined ? {} : { agent }), ...(metadata === undefined ? {} : { metadata }) });
}

const unreachable = (error: unknown): ApiError =>
  new ApiError(
    'livekit_unreachable',
    `LiveKit did not answer: ${error instanceof Error ? error.message : String(error)}.`,
  );

export function connectLiveKit({ url, apiKey, apiSecret, agentName }: LiveKitOptions): LiveKitLink {
  const rooms = new RoomServiceClient(url.replace(/^ws/, 'http'), apiKey, apiSecret, {
    requestTimeout: REQUEST_TIMEOUT_S,
    failover: false,
  });
  const webhooks = new WebhookReceiver(apiKey, apiSecret);

  return {
    async sign(decision) {
      const token = new AccessToken(apiKey, apiSecret, {
        identity: decision.identity,
        ttl: TOKEN_TTL_S,
        attributes: decision.attributes,
        ...(decision.name === undefined ? {} : { name: decision.name }),
        ...(decision.metadata === undefined ? {} : { metadata: decision.metadata }),
      });
      token.addGrant({
        room: decision.room,
        roomJoin: true,
        canPublish: true,
        canPublishSources: [TrackSource.MICROPHONE, TrackSource.CAMERA, TrackSource.SCREEN_SHARE],
        canPublishData: true,
        canSubscribe: true,
        canUpdateOwnMetadata: false,
      });
      token.roomConfig = new RoomConfiguration({
        agents: [new RoomAgentDispatch({ agentName, metadata: dispatchMetadata(decision.dispatch) })],
      });
      return await token.toJwt();
    },

    async signOperator({ room, identity, name, seat }) {
      const token = new AccessToken(apiKey, apiSecret, {
        identity,
        name,
        ttl: TOKEN_TTL_S,
        attributes: { [OPERATOR_ATTRIBUTE]: seat },
      });
      token.addGrant({
        room,
        roomJoin: true,
        // A room that has ended meanwhile must not come to life for a listener.
        roomCreate: false,
        canSubscribe: true,
        canPublish: seat === 'speaking',
        canPublishSources: [TrackSource.MICROPHONE],
        canPublishData: false,
        canUpdateOwnMetadata: false,
        hidden: seat === 'listening',
      });
      return await token.toJwt();
    },

    async check() {
      // A name no room has: the answer is short however many rooms are open.
      await rooms.listRooms(['parley-health']).catch((error: unknown) => Promise.reject(unreachable(error)));
    },

    async ring(room) {
      await rooms
        .sendData(room, new Uint8Array(), DataPacket_Kind.RELIABLE, { topic: BELL_TOPIC })
        .catch((error: unknown) => Promise.reject(unreachable(error)));
    },

    async verifyWebhook(body, authorization) {
      try {
        const event = await webhooks.receive(body, authorization);
        return { id: event.id, event: event.event, room: event.room?.name, participant: event.participant?.identity };
      } catch (error) {
        throw new ApiError(
          'webhook_unverified',
          `The webhook cannot be trusted: ${error instanceof Error ? error.message : String(error)}.`,
        );
      }
    },
  };
}
