/**
 * A whole call in process: a room, models, a voice and a memory that stand in for the real ones, everything else as it
 * runs. Use it under fake timers. Each user's memory holds one sentence: `A fact of <user>.`
 */
import { pino } from 'pino';
import { Call } from '../../../agents/call/call.ts';
import type { CallDependencies } from '../../../agents/call/call-dependencies.ts';
import type { CallOutcome } from '../../../agents/call/call-outcome.ts';
import { agentFile } from '../../../agents/catalog/agent-definition.ts';
import type { CatalogEntry } from '../../../agents/catalog/catalog.ts';
import { type CallEvent, callEvent } from '../../../agents/log/events.ts';
import type { MemoryClient, MemoryRecord, RecallResponse } from '../../../agents/memory/service-api.ts';
import type { LanguageModel } from '../../../agents/models/interfaces.ts';
import { marked } from '../../../agents/observation/schema.ts';
import { LATENCY_BUDGET_DEFAULTS } from '../../../agents/speaking/budget.ts';
import { PhraseCache } from '../../../agents/speaking/phrase-cache.ts';
import { NumberedSpeech } from './answering-rig.ts';
import { FakeRoom } from './fake-room.ts';
import { KeptApprovals } from './kept-approvals.ts';

export const ENTRY: CatalogEntry = {
  definition: agentFile.parse({ name: 'tester', title: 'T', description: 'd', instructions: 'i', greeting: 'Hello.' }),
  version: '1',
  file: 'tester.agent.ts',
};

const notInThisTest = (what: string) => () => {
  throw new Error(`${what} is not part of this test.`);
};
const factOf = (userId: string): RecallResponse => {
  const record: MemoryRecord = {
    id: `fact-${userId}`,
    userId,
    sessionId: 'before',
    scope: 'long-term',
    kind: 'fact',
    content: marked(`A fact of ${userId}.`),
    provenance: { source: 'caller', id: userId },
    embeddingModel: 'none',
    embeddingVersion: 'none',
    version: 1,
    createdAtMs: 0,
    updatedAtMs: 0,
  };
  return { items: [{ record, score: 1 }], ranking: 'lexical', tookMs: 0 };
};

export interface CallRig {
  call: Call;
  /** Every event, in the order it was written; each one the log can read back. */
  events: CallEvent[];
  rooms: FakeRoom[];
  /** The room that was opened; throws when there is none. */
  room(): FakeRoom;
  hungUp: string[];
  /** What memory was asked to keep. */
  kept: string[];
  approvals: KeptApprovals;
  run(): Promise<CallOutcome>;
  started(): boolean;
  eventsOf<T extends CallEvent['type']>(type: T): Extract<CallEvent, { type: T }>[];
  /** Clauses that sounded, in order. */
  sounded(): string[];
}

export function callRig(
  llm: LanguageModel,
  {
    history = [],
    load = async () => ENTRY,
    joining = Promise.resolve(),
    approvals = new KeptApprovals(),
    models = {},
    settings = {},
    isDurable = () => true,
    tasks,
    policy,
    reading,
  }: {
    history?: CallEvent[];
    load?: (name: string) => Promise<CatalogEntry>;
    joining?: Promise<void>;
    approvals?: KeptApprovals;
    models?: Partial<CallDependencies['models']>;
    settings?: Partial<CallDependencies['settings']>;
    /** False: the log takes events and confirms none. */
    isDurable?: () => boolean;
    tasks?: CallDependencies['tasks'];
    policy?: CallDependencies['policy'];
    /** What a file that an operator gives says; its bytes are its name. */
    reading?: CallDependencies['reading']['file'];
  } = {},
): CallRig {
  const events: CallEvent[] = [];
  const rooms: FakeRoom[] = [];
  const hungUp: string[] = [];
  const kept: string[] = [];
  const speech = new NumberedSpeech();
  const memory: MemoryClient = {
    recall: async ({ userId }) => factOf(userId),
    prefetch: async (userId) => factOf(userId),
    remember: async ({ userId, content }) => {
      kept.push(`${userId}: ${content}`);
      const [item] = factOf(userId).items;
      if (!item) throw new Error('unreachable');
      return item.record;
    },
    forget: async () => [],
  };
  const dependencies: CallDependencies = {
    openRoom: (options) => {
      const room = new FakeRoom(options, joining);
      rooms.push(room);
      return room;
    },
    models: {
      llm,
      tts: speech,
      vad: { label: 'none', create: notInThisTest('hearing') },
      describe: () => ({}),
      ...models,
    },
    approvals,
    phrases: new PhraseCache(),
    memory,
    pictures: {
      createLooker: notInThisTest('looking'),
      encode: notInThisTest('looking'),
      blank: notInThisTest('looking'),
      grey: notInThisTest('looking'),
      facts: notInThisTest('looking'),
    },
    reading: { ocr: notInThisTest('reading'), file: reading ?? notInThisTest('reading') },
    sheets: { draw: notInThisTest('a sheet') },
    openFile: reading ? async () => new Uint8Array() : notInThisTest('a file'),
    catalog: { get: load },
    tasks,
    policy,
    settings: {
      endpointingMs: 500,
      speculation: true,
      greeting: '-',
      latency: LATENCY_BUDGET_DEFAULTS,
      nobodyJoinedMs: 60_000,
      callerReturnMs: 15_000,
      maxCallMs: 3_600_000,
      timeZone: 'UTC',
      readingLanguage: 'eng',
      ...settings,
    },
    log: pino({ enabled: false }),
    writeEvents: (_callId, _userId, written) => {
      events.push(...written.map((event) => callEvent.parse(event)));
      if (isDurable()) queueMicrotask(() => call.committed(events.at(-1)?.seq ?? 0));
    },
    ringBell: () => undefined,
    hangUp: async (roomName) => void hungUp.push(roomName),
  };
  const call: Call = new Call(
    {
      callId: 'c1',
      jobId: 'j1',
      roomName: 'room-1',
      url: 'ws://127.0.0.1:9',
      token: 'token',
      agentIdentity: 'agent',
      agent: 'tester',
      metadata: '',
      history,
    },
    dependencies,
  );
  let begun = false;
  const room = (): FakeRoom => {
    const [opened] = rooms;
    if (!opened) throw new Error('The call has opened no room.');
    return opened;
  };
  return {
    call,
    events,
    rooms,
    room,
    hungUp,
    kept,
    approvals,
    run: () =>
      call.run(() => {
        begun = true;
      }),
    started: () => begun,
    eventsOf: (type) =>
      events.filter((event): event is Extract<CallEvent, { type: typeof type }> => event.type === type),
    sounded: () =>
      [
        ...new Set(
          room()
            .audio.sounded.filter((frame) => frame.toMs > frame.fromMs)
            .map((frame) => frame.clause),
        ),
      ].map((clause) => speech.said[clause - 1] ?? `clause ${clause}`),
  };
}
