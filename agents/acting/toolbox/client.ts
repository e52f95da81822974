/**
 * The toolbox as hosts, the task engine and the server reach it: over HTTP to the tool-worker, with a deadline on every
 * request, also when that hangs. Aborting a run's signal closes its connection, which stops the run over there.
 */
import { type AskJson, jsonClient } from '../../internal/json-client.ts';
import type { SourceLookUp } from './source.ts';
import {
  type CheckResponse,
  checkResponse,
  type HealthResponse,
  healthResponse,
  type KillSwitch,
  killSwitch,
  type ListResponse,
  listResponse,
  lookUpResponse,
  type RunRequest,
  type RunResponse,
  runResponse,
  type SetSwitchRequest,
  type SwitchesResponse,
  switchesResponse,
} from './toolbox-api.ts';

export interface ToolboxClient {
  /** All methods reject with a ServiceError whose message is a sentence. */
  list(agent: string, signal: AbortSignal): Promise<ListResponse>;
  run(request: RunRequest, signal: AbortSignal): Promise<RunResponse>;
  check(request: RunRequest, signal: AbortSignal): Promise<CheckResponse>;
  lookUp(request: RunRequest, signal: AbortSignal): Promise<SourceLookUp>;
  undo(request: RunRequest, signal: AbortSignal): Promise<RunResponse>;
  health(signal: AbortSignal): Promise<HealthResponse>;
  switches(signal: AbortSignal): Promise<SwitchesResponse>;
  setSwitch(request: SetSwitchRequest, signal: AbortSignal): Promise<KillSwitch>;
}

/** What the service needs beyond a run's own deadline, to say how it ended. */
export const WAY_BACK_MS = 1_000;
const LIST_DEADLINE_MS = 2_000;
const CHECK_DEADLINE_MS = 7_500;
const LOOK_UP_DEADLINE_MS = 6_000;
const ADMIN_DEADLINE_MS = 3_000;
/** Tools at once of one process: ten calls with as many parallel steps each. */
const MAX_RUNS = 200;

export function createToolboxClient(options: { url: string; token: string }): ToolboxClient {
  const ask = jsonClient({ ...options, name: 'tools' });
  // Runs that hang do not take the places of the cheap requests.
  const askToAct: AskJson = jsonClient({ ...options, name: 'tools', maxInFlight: MAX_RUNS });
  return {
    list: (agent, signal) => ask('list', { agent }, listResponse, LIST_DEADLINE_MS, signal),
    run: (request, signal) => askToAct('run', request, runResponse, request.deadlineMs + WAY_BACK_MS, signal),
    check: (request, signal) => askToAct('check', request, checkResponse, CHECK_DEADLINE_MS, signal),
    lookUp: (request, signal) => askToAct('look-up', request, lookUpResponse, LOOK_UP_DEADLINE_MS, signal),
    undo: (request, signal) => askToAct('undo', request, runResponse, request.deadlineMs + WAY_BACK_MS, signal),
    health: (signal) => ask('health', {}, healthResponse, ADMIN_DEADLINE_MS, signal),
    switches: (signal) => ask('switches', {}, switchesResponse, ADMIN_DEADLINE_MS, signal),
    setSwitch: (request, signal) => ask('switch', request, killSwitch, ADMIN_DEADLINE_MS, signal),
  };
}
