/**
 * One call from its assignment to its end: finds its agent, has the parts wired, joins the room and waits. Every way a
 * call can end goes through here once; what happens in between is the parts' own.
 */
import type { CatalogEntry } from '../catalog/catalog.ts';
import type { CallEvent } from '../log/events.ts';
import type { CallAssignment, InboxCommand } from '../worker/host-messages.ts';
import type { CallDependencies } from './call-dependencies.ts';
import { CallJournal } from './call-journal.ts';
import type { CallOutcome } from './call-outcome.ts';
import { CallRecord } from './call-record.ts';
import { CommandDesk } from './command-desk.ts';
import { type AgentMakings, CurrentAgent } from './current-agent.ts';
import { agentsBefore } from './hand-over.ts';
import { obeyInbox } from './obey.ts';
import { type ResumedCall, resumedCall } from './resume.ts';
import { WiredCall } from './wired-call.ts';

const DURABLE_DEADLINE_MS = 2_000;

export class Call {
  readonly #assignment: CallAssignment;
  readonly #deps: CallDependencies;
  readonly #resumed: ResumedCall | undefined;
  readonly #journal: CallJournal;
  readonly #record: CallRecord;
  readonly #commands: CommandDesk;
  readonly #abort = new AbortController();
  readonly #over = Promise.withResolvers<CallOutcome>();
  /** Undefined until the agent is known. */
  #parts: WiredCall | undefined;
  #ended = false;

  constructor(assignment: CallAssignment, dependencies: CallDependencies) {
    this.#assignment = assignment;
    this.#deps = dependencies;
    this.#resumed = resumedCall(assignment.history);
    this.#journal = new CallJournal({
      callId: assignment.callId,
      lastSeq: assignment.history.at(-1)?.seq ?? 0,
      epochMs: () => Date.now(),
      durableDeadlineMs: DURABLE_DEADLINE_MS,
      send: (events: CallEvent[]) => dependencies.writeEvents(assignment.callId, this.#parts?.caller.userId, events),
    });
    this.#record = new CallRecord(this.#journal);
    this.#commands = new CommandDesk({
      done: this.#resumed?.commandIds ?? [],
      note: (event) => this.#record.note(event),
      obey: (command) => this.#parts && obeyInbox(command, this.#parts),
    });
  }

  /** Joins and runs until the call is over. Never throws: a call that cannot be held is an outcome. */
  run(onStarted: () => void): Promise<CallOutcome> {
    // Not waited for: a call that is ended is over, whatever its beginning still hangs on.
    void this.#begin(onStarted);
    return this.#over.promise;
  }
  async #begin(onStarted: () => void): Promise<void> {
    try {
      const entry = await this.#entry();
      // It may have been ended while the agent's file was read.
      if (this.#ended) return;
      const { room, driver } = this.#wire(this.#currentAgent(entry));
      room.setState('initializing');
      await room.join(this.#abort.signal);
      onStarted();
      if (driver.floorIsFree()) room.setState('listening');
      this.#commands.open();
    } catch (error) {
      await this.#finish({ outcome: 'failed', reason: error instanceof Error ? error.message : String(error) });
    }
  }
  /** Ends the call politely: what is being said is cut, everything is written down. */
  async end(reason: string): Promise<void> {
    void this.#finish({ outcome: 'completed', reason });
    await this.#over.promise;
  }
  command(command: InboxCommand): void {
    this.#commands.take(command);
  }
  committed(seq: number): void {
    this.#journal.committed(seq);
  }
  commitFailed(seq: number, reason: string): void {
    this.#journal.commitFailed(seq, reason);
  }

  /** Its services are asked for now, while the room is joined. */
  #currentAgent(entry: CatalogEntry): CurrentAgent {
    const { toolbox, policy } = this.#deps;
    const makings: AgentMakings = {
      ...(policy && { policy: () => policy.now() }),
      ...(toolbox && {
        services: (definition, signal) =>
          toolbox.servicesFor(definition, AbortSignal.any([signal, this.#abort.signal])),
        guard: (tool) => toolbox.guard(tool),
      }),
    };
    return new CurrentAgent(entry, makings, agentsBefore(this.#assignment.history).at(-1));
  }
  /** Who has the call: the one it was given to, while the catalog has it, else the one it was meant for. */
  async #entry(): Promise<CatalogEntry> {
    const { history, agent } = this.#assignment;
    const given = history.findLast((event) => event.type === 'agent.changed');
    if (given?.type !== 'agent.changed') return await this.#deps.catalog.get(agent);
    return await this.#deps.catalog.get(given.to).catch(() => this.#deps.catalog.get(agent));
  }
  #wire(agent: CurrentAgent): WiredCall {
    this.#parts = new WiredCall({
      assignment: this.#assignment,
      deps: this.#deps,
      agent,
      resumed: this.#resumed,
      record: this.#record,
      signal: this.#abort.signal,
      isOver: () => this.#ended,
      finish: (outcome) => void this.#finish(outcome),
    });
    this.#record.note({
      type: 'call.started',
      roomName: this.#assignment.roomName,
      jobId: this.#assignment.jobId,
      agent: agent.definition.name,
      agentVersion: agent.version,
      models: this.#deps.models.describe(),
    });
    return this.#parts;
  }
  async #finish(outcome: CallOutcome): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    const parts = this.#parts;
    parts?.stop();
    parts?.ground.agent.close();
    // A tool that was stopped says within this turn of the loop how it ended.
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#record.note({ type: 'call.ended', reason: outcome.reason, outcome: outcome.outcome });
    this.#record.close();
    this.#abort.abort(new Error(outcome.reason));
    // The agent decided to hang up: the line is closed for everybody.
    if (parts?.ending.reason !== undefined)
      await this.#deps
        .hangUp(this.#assignment.roomName)
        .catch((error: unknown) => this.#deps.log.warn({ error: String(error) }, 'the room could not be closed'));
    await Promise.allSettled([parts?.room.leave(), parts?.memory.settled()]);
    this.#over.resolve(outcome);
  }
}
