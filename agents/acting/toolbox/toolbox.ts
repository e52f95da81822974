/**
 * The agents' functions and the tools of their sources, behind everything that stands between a model and what may fail
 * or block: schema check, switches, one effect per key, breaker, limits, deadline, retries, look-up, bounds. Permission
 * is not its business: policy has judged before. Never rejects a run but for its asker's leaving.
 */
import type { Clock } from '../../../media/clock.ts';
import type { CatalogEntry } from '../../catalog/catalog.ts';
import { type AgentTool, agentTools } from './agent-tools.ts';
import { attemptRun, lookUp } from './attempt-run.ts';
import { checkBefore } from './check-before.ts';
import { sourcesOf } from './functions/functions-config.ts';
import { HealthBook, REST_MS } from './health-book.ts';
import { RunLimits } from './limits.ts';
import { OncePerKey } from './once-per-key.ts';
import type { OpenKept, SourceDependencies } from './open-source.ts';
import { problemsOf } from './schema/check-arguments.ts';
import { matchesPattern } from './schema/timed-pattern.ts';
import type { SourceLookUp, SourceRun } from './source.ts';
import { SourceShelf } from './source-shelf.ts';
import { SwitchBoard } from './switch-board.ts';
import type { SwitchStore } from './switch-store.ts';
import { offSentence } from './switched-off.ts';
import type {
  CheckResponse,
  HealthResponse,
  KillSwitch,
  ListResponse,
  RunRequest,
  RunResponse,
  SourceState,
  SwitchesResponse,
} from './toolbox-api.ts';

/** A call's list is asked for while it joins: a source that is slower than this is down in the first list. */
const FIRST_LIST_MS = 700;
/** A check is quick; the thread of its functions may have to start first. */
const CHECK_MS = 2_500;
const CHECK_START_MS = 4_000;
const LOOK_UP_MS = 5_000;
/** Where an agent's file says nothing: generous for conversations, tight for a loop. */
const DEFAULT_LIMITS = { perMinute: 120, atOnce: 8 };
const SOURCE_PER_MINUTE = 300;
const SOURCE_AT_ONCE = 16;
const PER_CALL = { perMinute: 60, atOnce: 8 };

export interface ToolboxDependencies {
  catalog: { get(name: string): Promise<CatalogEntry>; list(): Promise<CatalogEntry[]> };
  open: OpenKept;
  source: SourceDependencies;
  switches: SwitchStore;
  clock: Clock;
  random(): number;
}

export class Toolbox {
  readonly #deps: ToolboxDependencies;
  readonly #shelf: SourceShelf;
  readonly #health: HealthBook;
  readonly #limits: RunLimits;
  readonly #once = new OncePerKey();
  #board!: SwitchBoard;
  #listVersion = 0;

  private constructor(dependencies: ToolboxDependencies) {
    const { clock } = dependencies;
    this.#deps = dependencies;
    this.#health = new HealthBook(() => clock.nowMs());
    this.#limits = new RunLimits(() => clock.nowMs());
    const onChange = () => {
      this.#listVersion += 1;
    };
    this.#shelf = new SourceShelf({ open: dependencies.open, source: dependencies.source, clock, onChange });
  }

  /** Rejects when the kill switches cannot be read. */
  static async open(dependencies: ToolboxDependencies): Promise<Toolbox> {
    const toolbox = new Toolbox(dependencies);
    toolbox.#board = await SwitchBoard.open(dependencies.switches, () => {
      toolbox.#listVersion += 1;
    });
    return toolbox;
  }

  /** Reads the catalog again: sources that changed are opened anew. */
  async refresh(): Promise<void> {
    const entries = await this.#deps.catalog.list();
    this.#shelf.keep(entries.flatMap(sourcesOf));
  }

  /** What the agent may use now. Rejects with UnknownAgentError. */
  async list(agent: string): Promise<ListResponse> {
    await this.refresh();
    const entry = await this.#deps.catalog.get(agent);
    const keepers = this.#shelf.of(sourcesOf(entry));
    await this.#soon(Promise.all(keepers.map((keeper) => keeper.opened())));
    const tools = agentTools(entry.definition, keepers).filter(
      (tool) => tool.keeper.state.state === 'up' && !this.#board.off(switchable(tool)),
    );
    return {
      tools: tools.map(({ description }) => description),
      sources: keepers.map((keeper) => this.#stateOf(keeper.state)),
    };
  }

  async run(request: RunRequest, signal: AbortSignal): Promise<RunResponse> {
    const found = await this.#find(request);
    return 'refused' in found ? refused(found.refused, false) : await this.#act(request, found, 'run', signal);
  }

  async undo(request: RunRequest, signal: AbortSignal): Promise<RunResponse> {
    const found = await this.#find(request);
    if ('refused' in found) return refused(found.refused, false);
    const undo = found.offered.tool.undo;
    if (!undo) return refused(`What ${request.tool} did cannot be taken back.`, false);
    return await this.#act(request, found, 'undo', signal);
  }

  /** Before anybody is asked for a yes. Whoever cannot say has found a problem. */
  async check(request: RunRequest, signal: AbortSignal): Promise<CheckResponse> {
    const found = await this.#find(request);
    if ('refused' in found) return { problem: found.refused };
    const off = this.#board.off(switchable(found));
    if (off) return { problem: offSentence(request.tool, off) };
    const { keeper, offered } = found;
    const ready = keeper.ready();
    if (ready) await this.#soon(ready, CHECK_START_MS);
    const run = sourceRun(request, offered.tool.operation, this.#deps.source.nowMs(), signal);
    const problem = await keeper.track(() =>
      checkBefore({ tool: offered.tool, run, clock: this.#deps.clock }, CHECK_MS),
    );
    return problem === undefined ? {} : { problem };
  }

  async lookUp(request: RunRequest, signal: AbortSignal): Promise<SourceLookUp> {
    const found = await this.#find(request);
    if ('refused' in found) return { state: 'unknown', why: found.refused };
    const { keeper, offered } = found;
    // A tool that is off may still be asked what it did; a source that is off is not to be touched.
    const off = this.#board.all().find((one) => one.off && one.kind === 'source' && one.name === keeper.config.name);
    if (off) return { state: 'unknown', why: offSentence(request.tool, off) };
    const limitMs = Math.min(LOOK_UP_MS, request.deadlineMs);
    const run = sourceRun(request, offered.tool.operation, this.#deps.source.nowMs(), signal);
    const asking = () => lookUp({ tool: offered.tool, run, clock: this.#deps.clock }, limitMs);
    return (await keeper.track(asking)) ?? { state: 'unknown', why: `${request.tool} has no look-up.` };
  }

  health(): HealthResponse {
    const sources = new Map(
      this.#shelf.all().map(({ state }) => [`${state.kind} ${state.name}`, this.#stateOf(state)]),
    );
    return { tools: this.#health.all(), sources: [...sources.values()], switches: this.#board.all() };
  }
  switches(): SwitchesResponse {
    return { switches: this.#board.all(), listVersion: this.#listVersion };
  }
  /** Rejects with StoreError when it cannot be kept; what was switched off is off all the same. */
  setSwitch(killSwitch: KillSwitch): Promise<void> {
    return this.#board.set(killSwitch);
  }
  async close(): Promise<void> {
    await this.#shelf.close();
    await this.#board.close();
  }

  async #find({ agent, tool, input }: RunRequest): Promise<AgentTool | { refused: string }> {
    await this.refresh();
    const entry = await this.#deps.catalog.get(agent);
    const { definition } = entry;
    const keepers = this.#shelf.of(sourcesOf(entry));
    await this.#soon(Promise.all(keepers.map((keeper) => keeper.opened())));
    const found = agentTools(definition, keepers).find(({ description }) => description.name === tool);
    if (!found) return { refused: `${definition.name} has no tool ${JSON.stringify(tool.slice(0, 80))} now.` };
    if (found.offered.tool.checksItself) return found;
    const problems = problemsOf(found.offered.schema, input, matchesPattern);
    return problems.length === 0 ? found : { refused: `The arguments of ${tool} are not valid: ${problems.join(' ')}` };
  }

  async #act(request: RunRequest, found: AgentTool, what: 'run' | 'undo', signal: AbortSignal): Promise<RunResponse> {
    const off = this.#board.off(switchable(found));
    if (off) return refused(offSentence(request.tool, off), false);
    const { tool } = found.offered;
    return await this.#once.run(
      {
        key: JSON.stringify([what, request.agent, request.tool, request.callKey]),
        keep: tool.tier !== 'read',
        againWhenUnknown: tool.honoursKey,
        start: (stop) => this.#start(request, found, what, stop),
      },
      signal,
    );
  }

  async #start(request: RunRequest, found: AgentTool, what: 'run' | 'undo', signal: AbortSignal): Promise<RunResponse> {
    const { keeper, offered, description } = found;
    const { name } = description;
    if (!this.#health.allows(name))
      return refused(
        `${name} has failed several times in a row and rests for up to ${REST_MS / 1_000} s. Try it later.`,
        true,
      );
    const place = this.#limits.enter(limitsOf(request, found));
    if ('refused' in place) return refused(place.refused, true);
    const watched = this.#board.watch(switchable(found));
    // An asker who gives more than the deadline gives the rest for a start.
    const ready = keeper.ready();
    if (ready) await this.#soon(ready, Math.max(0, request.deadlineMs - description.deadlineMs));
    const startedMs = this.#deps.clock.nowMs();
    try {
      const { undo } = offered.tool;
      const { lookUp: _, ...withoutLookUp } = offered.tool;
      const taken = { ...request, result: request.result ?? '' };
      const result = await attemptRun({
        source:
          what === 'undo' && undo
            ? { run: (run) => keeper.track(() => undo({ ...run, result: taken.result })) }
            : keeper,
        tool: what === 'undo' ? withoutLookUp : offered.tool,
        run: sourceRun(
          request,
          offered.tool.operation,
          this.#deps.source.nowMs(),
          AbortSignal.any([signal, watched.signal]),
        ),
        deadlineMs: Math.min(request.deadlineMs, description.deadlineMs),
        clock: this.#deps.clock,
        random: this.#deps.random,
      });
      const tookMs = this.#deps.clock.nowMs() - startedMs;
      const stopped = signal.aborted || watched.signal.aborted;
      this.#health.note(name, result, tookMs, !stopped);
      if (!stopped && (result.outcome === 'unknown' || result.retryable)) keeper.suspect();
      const { outcome, attempts } = result;
      const facts = { agent: request.agent, callId: request.callId, tool: name, what, outcome, attempts };
      this.#deps.source.log.info({ ...facts, tookMs: Math.round(tookMs) }, 'a tool ran');
      return result;
    } finally {
      watched.done();
      place.release();
    }
  }

  #stateOf(state: SourceState): SourceState {
    const off = this.#board.all().find((one) => one.off && one.kind === 'source' && one.name === state.name);
    if (!off) return state;
    return { kind: state.kind, name: state.name, state: 'off', problem: off.reason || `${off.by} switched it off.` };
  }

  /** Waits, but not for long: what is not there by then is told as being down. */
  async #soon(work: Promise<unknown>, limitMs = FIRST_LIST_MS): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    using _ = this.#deps.clock.setTimer(limitMs, resolve);
    await Promise.race([work, promise]);
  }
}

const switchable = ({ description, keeper }: AgentTool) => ({
  tool: description.name,
  source: keeper.config.name,
  tier: description.tier,
});

const sourceRun = (request: RunRequest, operation: string, nowMs: number, signal: AbortSignal): SourceRun => ({
  operation,
  input: request.input,
  callKey: request.callKey,
  userId: request.userId,
  origin: {
    agent: request.agent,
    callId: request.callId,
    timeZone: request.timeZone ?? 'UTC',
    nowMs: request.nowMs ?? nowMs,
  },
  ...(request.snapshotId !== undefined && { snapshotId: request.snapshotId }),
  signal,
});

function limitsOf({ callId }: RunRequest, { keeper, offered, description }: AgentTool) {
  const { limits, name } = keeper.config;
  const own = offered.tool.limits;
  return [
    { name: `call ${callId}`, what: 'The tools of one call together', ...PER_CALL },
    {
      name: `source ${keeper.id}`,
      what: name,
      perMinute: limits.perMinute ?? SOURCE_PER_MINUTE,
      atOnce: limits.atOnce ?? SOURCE_AT_ONCE,
    },
    {
      name: `tool ${keeper.id} ${description.name}`,
      what: description.name,
      perMinute: own?.perMinute ?? limits.perMinute ?? DEFAULT_LIMITS.perMinute,
      atOnce: own?.atOnce ?? limits.atOnce ?? DEFAULT_LIMITS.atOnce,
    },
  ];
}

const refused = (text: string, retryable: boolean): RunResponse => ({ outcome: 'error', text, attempts: 0, retryable });
