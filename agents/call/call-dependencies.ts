/** What a call is given by its host: models, memory, catalog and settings shared by every call of the process. Types only. */
import type { Logger } from 'pino';
import type { ApprovalsClient } from '../acting/approvals/approvals-client.ts';
import type { PolicyNow } from '../acting/policy/rule-set.ts';
import type { HostToolbox } from '../acting/toolbox/host-toolbox.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { CallEvent } from '../log/events.ts';
import type { MemoryClient } from '../memory/service-api.ts';
import type {
  LanguageModel,
  SpeechToText,
  TextToSpeech,
  TurnDetector,
  VoiceActivityModel,
} from '../models/interfaces.ts';
import type { SheetClient } from '../presenting/sheet-client.ts';
import type { CallRoomPort, RoomOptions } from '../room/call-room-port.ts';
import type { PictureWork } from '../seeing/ports.ts';
import type { ReadingClient } from '../seeing/reading/reading-client.ts';
import type { LatencyBudget } from '../speaking/budget.ts';
import type { PhraseCache } from '../speaking/phrase-cache.ts';
import type { TasksClient } from '../tasks/tasks-client.ts';

export interface CallModels {
  /** Absent: the call is typed only, and says so. */
  stt?: SpeechToText;
  tts?: TextToSpeech;
  llm: LanguageModel;
  /** Answers turns that speak of a picture. */
  vision?: LanguageModel;
  vad: VoiceActivityModel;
  turnDetector?: TurnDetector;
  /** Says which way a turn goes, where rules do not. */
  router?: LanguageModel;
  /** Answers what needs thought, and speaks for supervisors. */
  planner?: LanguageModel;
  describe(): Record<string, string>;
}
export interface CallSettings {
  endpointingMs: number;
  speculation: boolean;
  /** Replaces every agent's greeting; '-' means none. */
  greeting: string | undefined;
  latency: LatencyBudget;
  /** The call ends when nobody has joined within this time. */
  nobodyJoinedMs: number;
  /** A caller who lost the connection may come back within this time. */
  callerReturnMs: number;
  /** No call goes on for longer. */
  maxCallMs: number;
  timeZone: string;
  /** Of text on screens and pictures, for agents whose file names none. */
  readingLanguage: string;
}
export interface CallDependencies {
  /** A room that is not joined yet. */
  openRoom(options: RoomOptions): CallRoomPort;
  models: CallModels;
  phrases: PhraseCache;
  memory: MemoryClient;
  approvals: ApprovalsClient;
  pictures: PictureWork;
  reading: ReadingClient;
  /** Draws what an agent shows. */
  sheets: SheetClient;
  /** Bytes of a file that was given over the API, once. */
  openFile(callId: string, fileId: string, key: string): Promise<Uint8Array>;
  catalog: Pick<Catalog, 'get'>;
  /** Tools of the agents' sources, and what operators have switched off; absent: there are neither. */
  toolbox?: HostToolbox | undefined;
  /** The stored rules as they are at this moment; absent: there is no place where any could be stored. */
  policy?: { now(): PolicyNow } | undefined;
  /** Work in the background; absent: there is none. */
  tasks?: TasksClient | undefined;
  settings: CallSettings;
  log: Logger;
  /** Takes the call's events in order. */
  writeEvents(callId: string, userId: string | undefined, events: CallEvent[]): void;
  /** The server rang: the worker looks into the call's inbox. */
  ringBell(callId: string): void;
  /** Puts everybody out of the room: a phone would otherwise listen to silence. */
  hangUp(roomName: string): Promise<void>;
}
