/**
 * One call on one screen: wires the room, the ears, the turn machine, answering, the mouth, memory and the log, from
 * the join to the end. What is decided is decided elsewhere; here is who is told.
 */
import { realClock } from '../../media/clock.ts';
import { Executor } from '../acting/executor.ts';
import { DEFAULT_RULES } from '../acting/policy/policy.ts';
import type { ToolContext } from '../acting/tool.ts';
import type { AgentDefinition } from '../catalog/agent-definition.ts';
import type { CatalogEntry } from '../catalog/catalog.ts';
import { MAX_FILE_BYTES } from '../files/file-store.ts';
import { TurnDriver } from '../hearing/turn-driver.ts';
import type { TurnCommand, TurnEvent } from '../hearing/turn-events.ts';
import { initialTurnState } from '../hearing/turn-machine.ts';
import type { CallEvent, CallEventBody } from '../log/events.ts';
import type { ModelUsage } from '../models/price-book.ts';
import { marked, OBSERVATION_VERSION, type Observation } from '../observation/schema.ts';
import { Conversation } from '../planning/conversation.ts';
import { type Caller, CallRoom } from '../room/call-room.ts';
import { type PageControl, SEEN_TOPIC } from '../room/page-events.ts';
import { OUTPUT_RATE_HZ } from '../speaking/utterance.ts';
import type { CallAssignment, InboxCommand } from '../worker/host-messages.ts';
import { Announcements } from './announcements.ts';
import { Answering } from './answering.ts';
import type { CallDependencies } from './call-dependencies.ts';
import { CallJournal } from './call-journal.ts';
import { costEvent } from './cost-event.ts';
import { Ears } from './ears.ts';
import { Ending } from './ending.ts';
import { greetingFor, nameFromMemory } from './greeting.ts';
import { Mouth } from './mouth.ts';
import { Patience } from './patience.ts';
import { pictureDescriber } from './picture-describer.ts';
import { RecallAhead } from './recall-ahead.ts';
import { type ResumedCall, resumedCall } from './resume.ts';
import { Showing } from './showing.ts';
import { toolContext } from './tool-context.ts';
import { declare, toolsOf, withoutEyes } from './tooling.ts';
import { Troubles } from './troubles.ts';
import { turnPrompt } from './turn-prompt.ts';
import { WriteBehind } from './write-behind.ts';

const CONNECT_DEADLINE_MS = 10_000;
const DURABLE_DEADLINE_MS = 2_000;
/** What is said before somebody receives the voice is lost to them; nobody waits longer than this for a greeting. */
const VOICE_WAIT_MS = 600;
const MAX_EARLY_COMMANDS = 100;
const HUNG_UP = 'the agent hung up';

export interface CallOutcome {
  outcome: 'completed' | 'failed';
  reason: string;
  /** Nobody was left to talk to: whoever comes back to the room gets a new call. */
  callerLeft?: boolean;
}

export class Call {
  readonly #assignment: CallAssignment;
  readonly #deps: CallDependencies;
  readonly #journal: CallJournal;
  readonly #abort = new AbortController();
  readonly #conversation = new Conversation();
  readonly #over = Promise.withResolvers<CallOutcome>();
  #agent!: AgentDefinition;
  #entry!: CatalogEntry;
  #room!: CallRoom;
  #driver!: TurnDriver;
  #ears!: Ears;
  #mouth!: Mouth;
  #answering!: Answering;
  #showing!: Showing;
  #recall: RecallAhead | undefined;
  #patience: Patience | undefined;
  #caller: Caller | undefined;
  #userId: string | undefined;
  readonly #resumed: ResumedCall | undefined;
  readonly #commandsDone: Set<string>;
  /** Commands that came before the call could obey. */
  readonly #early: InboxCommand[] = [];
  readonly #troubles: Troubles;
  readonly #writeBehind: WriteBehind;
  readonly #ending = new Ending((reason) => void this.#finish({ outcome: 'completed', reason }));
  readonly #announcements = new Announcements({
    trySay: (text) => this.#announce(text, 'prompt'),
    onDropped: () => this.#deps.log.warn('too much to announce: the oldest was given up'),
  });
  #greeted = false;
  #joinedRoom = false;
  /** Nothing is said, begun or decided any more. */
  #ended = false;
  /** Nothing is written any more. */
  #closed = false;

  constructor(assignment: CallAssignment, dependencies: CallDependencies) {
    this.#assignment = assignment;
    this.#deps = dependencies;
    this.#resumed = resumedCall(assignment.history);
    this.#commandsDone = new Set(this.#resumed?.commandIds);
    this.#journal = new CallJournal({
      callId: assignment.callId,
      lastSeq: assignment.history.at(-1)?.seq ?? 0,
      epochMs: () => Date.now(),
      durableDeadlineMs: DURABLE_DEADLINE_MS,
      send: (events: CallEvent[]) => dependencies.writeEvents(assignment.callId, this.#userId, events),
    });
    this.#troubles = new Troubles({
      note: (event) => this.#note(event),
      show: (event) => this.#room.send(event),
      generation: () => this.#driver.nextGeneration() - 1,
      warn: (facts, message) => dependencies.log.warn(facts, message),
    });
    this.#writeBehind = new WriteBehind({
      memory: dependencies.memory,
      sessionId: assignment.callId,
      onLost: (error) => dependencies.log.warn({ error: String(error) }, 'a turn could not be remembered'),
    });
  }

  /** Joins and runs until the call is over. Never throws: a call that cannot be held is an outcome. */
  async run(onStarted: () => void): Promise<CallOutcome> {
    try {
      this.#entry = await this.#deps.catalog.get(this.#assignment.agent);
      // It may have been ended while the agent's file was read.
      if (this.#ended) return await this.#over.promise;
      this.#agent = this.#entry.definition;
      this.#wire();
      this.#restore();
      this.#note({
        type: 'call.started',
        roomName: this.#assignment.roomName,
        jobId: this.#assignment.jobId,
        agent: this.#agent.name,
        agentVersion: this.#entry.version,
        models: this.#deps.models.describe(),
      });
      const { settings } = this.#deps;
      this.#patience = new Patience(
        settings,
        (reason, callerLeft) => void this.#finish({ outcome: 'completed', reason, callerLeft }),
      );
      this.#room.setState('initializing');
      await this.#room.join(this.#abort.signal);
      onStarted();
      this.#joinedRoom = true;
      if (this.#driver.floorIsFree()) this.#room.setState('listening');
      for (const command of this.#early.splice(0)) this.command(command);
    } catch (error) {
      await this.#finish({ outcome: 'failed', reason: error instanceof Error ? error.message : String(error) });
    }
    return await this.#over.promise;
  }

  /** Ends the call politely: what is being said is cut, everything is written down. */
  async end(reason: string): Promise<void> {
    void this.#finish({ outcome: 'completed', reason });
    await this.#over.promise;
  }
  command(command: InboxCommand): void {
    if (!this.#joinedRoom) {
      if (this.#early.length < MAX_EARLY_COMMANDS) this.#early.push(command);
      return;
    }
    // A call that was taken over is handed its inbox again: what was done is not done twice.
    if (this.#commandsDone.has(command.id)) return;
    this.#commandsDone.add(command.id);
    this.#note({ type: 'command.consumed', command: command.type, commandId: command.id });
    if (command.type === 'end') this.#sayAndEnd(this.#agent.lines.goodbye, command.reason, true);
    else if (command.type === 'message') this.#typed(command.text, { source: 'operator', id: command.from });
    else if (command.type === 'file') void this.#given(command);
  }
  committed(seq: number): void {
    this.#journal.committed(seq);
  }
  commitFailed(seq: number, reason: string): void {
    this.#journal.commitFailed(seq, reason);
  }

  #wire(): void {
    const { models, settings, phrases, log } = this.#deps;
    const agent = this.#agent;
    const nowMs = () => realClock.nowMs();
    this.#room = new CallRoom({
      url: this.#assignment.url,
      token: this.#assignment.token,
      outputRateHz: OUTPUT_RATE_HZ,
      connectDeadlineMs: CONNECT_DEADLINE_MS,
      maxFileBytes: MAX_FILE_BYTES,
      onError: (what, error) => log.warn({ what, error: String(error) }, 'room trouble'),
      handlers: {
        onCallerJoined: (caller) => void this.#joined(caller),
        onCallerLeft: (caller, reason) => this.#left(caller, reason),
        onAudio: (trackSid, pcm) => this.#ears.push(trackSid, pcm),
        onMicrophone: (trackSid, state) => {
          log.debug({ trackSid, state }, 'microphone');
          this.#ears.microphone(trackSid, state);
        },
        onChat: (text, identity) => this.#typed(text, { source: 'caller', id: identity }),
        onVideoOpened: (source) => this.#showing.opened(source),
        onVideoClosed: (id) => this.#showing.closed(id),
        onFile: (file) => void this.#showing.file(file),
        onFileRefused: (name, message) => this.#showing.refused(name, message),
        onKeypad: (digit) =>
          this.#observe({ kind: 'keypad', digits: marked(digit) }, { source: 'caller', id: this.#userId }),
        onControl: (control) => this.#control(control),
        onRefused: (identity, what, message) => {
          // The message quotes what was sent: it is for the sender alone.
          log.info({ identity, what }, 'refused');
          this.#room.send({ type: 'refused', what, message });
        },
        onBell: () => this.#deps.ringBell(this.#assignment.callId),
        onDisconnected: (reason) =>
          void this.#finish({
            outcome: reason === 'ROOM_DELETED' || reason === 'PARTICIPANT_REMOVED' ? 'completed' : 'failed',
            reason: `the room is gone: ${reason}`,
          }),
      },
    });
    const turn = {
      endpointingMs: settings.endpointingMs,
      speculation: settings.speculation,
      turnDetector: models.turnDetector !== undefined,
    };
    this.#driver = new TurnDriver({
      resumeFrom: { ...initialTurnState(turn, nowMs()), generation: this.#resumed?.generation ?? 0 },
      onCommand: (command) => this.#obey(command),
      onAgentState: (state) => {
        this.#deps.log.debug({ state }, 'agent state');
        this.#room.setState(state);
      },
      onError: (error, command) => log.error({ error: String(error), command: command.type }, 'a turn command failed'),
    });
    const tell = (event: TurnEvent) => this.#driver.send(event);
    this.#mouth = new Mouth({
      sink: this.#room.audio,
      tts: models.tts,
      phrases,
      voice: agent.voice,
      language: agent.language,
      apology: agent.lines.apology,
      captions: () => this.#room.captions,
      tell,
      onSounding: (generation, kind) => (kind === 'answer' ? this.#answering.answerSounds(generation) : undefined),
      onFinished: (heard) => {
        this.#answering.finished(heard);
        this.#ending.heard();
      },
      onPlayed: (pcm) =>
        this.#ears.played(pcm, OUTPUT_RATE_HZ, nowMs() + (this.#room.audio.queuedSamples() / OUTPUT_RATE_HZ) * 1_000),
      onAnswerLost: (generation) => this.#answering.voiceLost(generation),
      onBroken: (error) => log.error({ error: String(error) }, 'the room took no more audio'),
      onDegraded: (action, error) => this.#troubles.degraded('speak.first_byte', action, error),
      onUsage: ({ provider, ...usage }) => this.#cost(provider, usage),
      onSwitched: (degradation) => this.#troubles.switched(degradation),
    });
    this.#ears = new Ears({
      models,
      language: agent.language,
      signal: this.#abort.signal,
      captions: () => this.#room.captions,
      callerIdentity: () => this.#userId ?? '',
      tell: (event) => this.#hears(event),
      onDegraded: (action, error) => this.#troubles.degraded('hear.final', action, error),
      onRestored: () => this.#room.send({ type: 'restored', stage: 'hear.final' }),
      onDeaf: () => this.#announce(agent.lines.deaf, 'prompt'),
      onHearsAgain: () => this.#announce(agent.lines.hearsAgain, 'prompt'),
      onUsage: (provider, audioSeconds) => this.#cost(provider, { audioSeconds }),
      onSwitched: (degradation) => this.#troubles.switched(degradation),
      onError: (what, error) => log.warn({ what, error: String(error) }, 'hearing trouble'),
    });
    this.#showing = new Showing({
      agent,
      pictures: this.#deps.pictures,
      reading: this.#deps.reading,
      canSeePictures: models.vision !== undefined,
      ...(models.vision && {
        describe: pictureDescriber(models.vision, ({ provider, ...usage }) => this.#cost(provider, usage)),
      }),
      callerIdentity: () => this.#userId,
      signal: this.#abort.signal,
      nowMs: () => Date.now(),
      subscribe: (on) => this.#room.setSeeing(on),
      note: (event) => this.#note(event),
      show: (event) => this.#room.send(event),
      sendThumbnail: (jpeg, attributes) => this.#room.sendBytes(SEEN_TOPIC, jpeg, 'image/jpeg', attributes),
      onWishMet: (what, line) => this.#announcements.say(`${agent.lines.wishMet.replaceAll('{what}', what)} ${line}`),
      onError: (what, error) => log.warn({ what, error: String(error) }, 'seeing trouble'),
    });
    const tools = toolsOf(agent);
    const executor = new Executor({
      callId: this.#assignment.callId,
      agent: agent.name,
      tools,
      rules: [...DEFAULT_RULES, ...agent.policy],
      durable: (events) => this.#journal.durable(events),
      note: (event) => this.#note(event),
      nowMs,
      context: (_request, key, signal) => this.#toolContext(key, signal),
      onPhase: (tool, phase) => this.#room.send({ type: 'tool', tool: tool.name, phase, label: tool.label }),
    });
    this.#answering = new Answering({
      agent,
      llm: models.llm,
      vision: models.vision,
      tools: () => declare(this.#showing.watches ? tools : withoutEyes(tools)),
      executor,
      mouth: this.#mouth,
      conversation: this.#conversation,
      latency: settings.latency,
      channel: () => this.#channel(),
      confidence: () => this.#ears.confidence,
      nowMs,
      finalAtMs: () => this.#ears.finalAtMs,
      prompt: (text, source, times, atCommit) =>
        turnPrompt(
          { text, source: source === 'typed' ? 'typed' : 'speech', times, atCommit },
          this.#recall,
          this.#showing.forTurn(text),
          {
            agent,
            nowMs: Date.now(),
            timeZone: this.#timeZone(),
            channel: this.#channel(),
            callerName: this.#caller?.name || undefined,
          },
        ),
      note: (event) => this.#note(event),
      tell,
      onModelUsage: (generation, { provider, ...usage }) => this.#cost(provider, usage, generation),
      onModelFailed: (_generation, error, action) => this.#troubles.degraded('plan.first_token', action, error),
      onSwitched: (degradation) => this.#troubles.switched(degradation),
      onTimed: (generation, times) => this.#room.send({ type: 'turn-times', generation, stagesMs: times.stages() }),
      onLate: (reason) => this.#troubles.show('turn.ear', `${reason}; apology.`),
      onHeard: (turn) => {
        if (turn.heard !== '') this.#troubles.answered(turn.generation);
        if (this.#recall && this.#userId !== undefined) this.#writeBehind.turn(this.#userId, turn);
      },
      partingLine: () => (this.#ending.reason === undefined ? undefined : agent.lines.goodbye),
    });
  }

  // ---- people -------------------------------------------------------------------------------------------------

  async #joined(caller: Caller): Promise<void> {
    // What was prepared for one caller is not said to another.
    if (this.#caller && this.#caller.identity !== caller.identity) this.#answering.discard();
    this.#caller = caller;
    this.#userId = caller.identity;
    this.#patience?.joined();
    const { models, settings } = this.#deps;
    this.#note({
      type: 'participant.joined',
      identity: caller.identity,
      userId: caller.identity,
      kind: caller.kind,
      ...(caller.name ? { name: marked(caller.name) } : {}),
    });
    const hears = models.stt !== undefined;
    this.#room.send({
      type: 'hello',
      agent: this.#agent.name,
      title: this.#agent.title,
      hears,
      speaks: models.tts !== undefined,
      acknowledges: true,
      ...(hears ? {} : { note: 'No speech recognition is set up here, so please type.' }),
    });
    this.#showing.introduce();
    this.#remembers(caller.identity);
    const asked = this.#prefetch();
    if (this.#greeted) return;
    this.#greeted = true;
    await this.#room.voiceSubscribed(VOICE_WAIT_MS);
    if (this.#resumed) {
      // A question that was not answered to its end is answered now, by the same way as any other.
      if (this.#resumed.unanswered) this.#driver.send({ type: 'typed', ...this.#resumed.unanswered });
    } else {
      const greeting = greetingFor(this.#agent, nameFromMemory(await asked), settings.greeting);
      if (greeting !== undefined) this.#announce(greeting, 'greeting');
    }
    void this.#warmLines();
  }
  /** What was said and heard before the call was taken over; the answer that is owed is prepared while the room is joined. */
  #restore(): void {
    if (!this.#resumed) return;
    const { turns, caller, unanswered } = this.#resumed;
    for (const turn of turns) {
      if (turn.role === 'caller') this.#conversation.caller(turn.text);
      else this.#conversation.heard(turn.text, turn.interrupted);
    }
    if (!caller || !unanswered) return;
    this.#caller = caller;
    this.#userId = caller.identity;
    this.#remembers(caller.identity);
    void this.#prefetch();
    this.#answering.speculate(unanswered.text, 'typed');
  }
  /** A memory belongs to one caller: whoever comes next must not be told what another one said. */
  #remembers(userId: string): void {
    if (this.#agent.memory !== 'user' || this.#recall?.userId === userId) return;
    this.#recall = new RecallAhead({
      memory: this.#deps.memory,
      userId,
      sessionId: this.#assignment.callId,
      signal: this.#abort.signal,
    });
  }
  async #prefetch(): Promise<string[]> {
    if (!this.#recall) return [];
    const answer = await this.#recall.prefetch();
    return answer.items.map((item) => item.record.content.private);
  }
  /** The fixed lines are synthesised once per process, so that they are there when synthesis is not. */
  async #warmLines(): Promise<void> {
    const { models, phrases } = this.#deps;
    const { lines, voice, greeting } = this.#agent;
    if (!models.tts) return;
    await phrases.warm(
      models.tts,
      [lines.apology, greeting, ...lines.filler, lines.deaf, lines.stillThere, lines.notUnderstood, lines.goodbye],
      voice,
      this.#abort.signal,
    );
  }
  #left(caller: Caller, reason: string): void {
    this.#note({ type: 'participant.left', identity: caller.identity, reason });
    this.#patience?.left(reason === 'CLIENT_INITIATED' || reason === 'USER_REJECTED' || caller.kind === 'sip');
  }

  // ---- what is heard, typed and asked -------------------------------------------------------------------------

  #hears(event: TurnEvent): void {
    if ((event.type === 'partial' || event.type === 'final') && event.text.trim() !== '') {
      this.#recall?.hear(event.text);
      if (event.type === 'final') {
        const { startedAtMs, endedAtMs } = this.#ears.lastSpeech();
        this.#observe(
          {
            kind: 'speech',
            text: marked(event.text),
            final: true,
            startedAtMs,
            endedAtMs,
            ...(event.confidence === undefined ? {} : { confidence: event.confidence }),
          },
          { source: 'caller', id: this.#userId },
        );
      }
    }
    this.#driver.send(event);
  }
  #typed(text: string, from: { source: 'caller' | 'operator'; id: string }): void {
    this.#observe({ kind: 'text', text: marked(text) }, from);
    this.#driver.send({ type: 'typed', text, by: from.source });
  }
  /** A file that came over the API: it waits in the data folder under a key of its own. */
  async #given(file: Extract<InboxCommand, { type: 'file' }>): Promise<void> {
    try {
      const bytes = await this.#deps.openFile(this.#assignment.callId, file.fileId, file.key);
      await this.#showing.file({ name: file.name, mediaType: file.mediaType, bytes, identity: file.from });
    } catch (error) {
      this.#showing.refused(file.name, error instanceof Error ? error.message : String(error));
    }
  }
  #control(control: PageControl): void {
    if (control.type === 'seeing') return this.#showing.setSeeing(control.on);
    this.#ears.talkControl(control);
    this.#driver.send(control);
  }
  #observe(
    what: DistributiveOmit<Observation, 'v' | 'id' | 'atMs' | 'provenance'>,
    from: { source: 'caller' | 'operator'; id: string | undefined },
  ): void {
    const provenance = from.id === undefined ? { source: from.source } : { source: from.source, id: from.id };
    this.#note({
      type: 'observed',
      observation: { v: OBSERVATION_VERSION, id: crypto.randomUUID(), atMs: Date.now(), provenance, ...what },
    });
  }

  #obey(command: TurnCommand): void {
    if (this.#ended) return;
    const { lines } = this.#agent;
    const { type, ...rest } = command;
    this.#deps.log.debug({ command: type, ...('text' in rest ? {} : rest) }, 'turn');
    switch (command.type) {
      case 'finalize-transcript':
        return this.#ears.finalize();
      case 'speculate':
        return this.#answering.speculate(command.text);
      case 'discard-speculation':
        return this.#answering.discard();
      case 'commit-turn':
        this.#ending.interrupted();
        return this.#answering.commit(command);
      case 'pause-playout':
        this.#mouth.pause(command.generation);
        return this.#ears.playoutStopped(realClock.nowMs());
      case 'resume-playout':
        return this.#mouth.resume(command.generation);
      case 'cut-playout':
        this.#answering.cut(command.generation);
        this.#ending.interrupted();
        return this.#ears.playoutStopped(realClock.nowMs());
      case 'score-turn':
        return void this.#ears
          .score(command.text)
          .then(
            (probability) =>
              probability !== undefined && this.#driver.send({ type: 'turn-score', text: command.text, probability }),
          );
      case 'not-understood':
        return void this.#announce(lines.notUnderstood, 'prompt');
      case 'ask-still-there':
        // Somebody who waits for the agent to speak up is silent for a reason.
        if (this.#showing.awaits) return;
        this.#observe({ kind: 'system', event: 'caller-silent' }, { source: 'caller', id: undefined });
        return void this.#announce(lines.stillThere, 'prompt');
      case 'end-for-silence':
        if (this.#showing.awaits) return;
        return this.#sayAndEnd(lines.silentGoodbye, 'the caller was silent', false);
    }
  }

  // ---- what the agent says by itself --------------------------------------------------------------------------

  /** Takes the floor if it is free, at once: what the turn machine asks for must hold it before the next event. */
  #announce(text: string, kind: 'greeting' | 'prompt'): boolean {
    if (this.#ended || !this.#driver.floorIsFree()) return false;
    const generation = this.#driver.nextGeneration();
    this.#driver.send({ type: 'agent-speaks', generation });
    this.#mouth.begin(generation);
    this.#note({ type: 'reply.composed', generation, text: marked(text), kind });
    this.#mouth.line(generation, text, kind);
    this.#mouth.finish(generation);
    return true;
  }
  #sayAndEnd(text: string, reason: string, final: boolean): void {
    if (this.#ended) return;
    this.#room.send({ type: 'call-ending', reason });
    this.#answering.stop();
    const generation = this.#driver.nextGeneration();
    this.#driver.send({ type: 'agent-speaks', generation });
    this.#mouth.begin(generation);
    this.#ending.afterGoodbye(reason, final);
    this.#note({ type: 'reply.composed', generation, text: marked(text), kind: 'prompt' });
    this.#mouth.line(generation, text, 'prompt');
    this.#mouth.finish(generation);
  }

  // ---- planning and acting ------------------------------------------------------------------------------------

  #toolContext(callKey: string, signal: AbortSignal): ToolContext {
    return toolContext(
      {
        callId: this.#assignment.callId,
        userId: this.#userId ?? this.#assignment.callId,
        agent: this.#agent.name,
        callKey,
        timeZone: this.#timeZone(),
        nowMs: Date.now(),
        memory: this.#deps.memory,
        signal,
        eyes: this.#showing,
      },
      {
        note: (event) => this.#note(event),
        show: (event) => this.#room.send(event),
        hangUp: () => {
          this.#ending.afterThisReply(HUNG_UP);
          this.#room.send({ type: 'call-ending', reason: HUNG_UP });
        },
        memoryChanged: () => void this.#recall?.refresh(),
      },
    );
  }
  #channel(): 'browser' | 'phone' | 'api' {
    return this.#caller?.kind === 'sip' ? 'phone' : 'browser';
  }
  #timeZone(): string {
    return this.#agent.timeZone ?? this.#deps.settings.timeZone;
  }

  // ---- the record ---------------------------------------------------------------------------------------------

  #note(event: CallEventBody): void {
    if (!this.#closed) this.#journal.note(event);
  }
  #cost(provider: string, usage: ModelUsage, generation = this.#driver.nextGeneration() - 1): void {
    this.#note(costEvent(generation, provider, usage));
  }
  async #finish(outcome: CallOutcome): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#ending.close();
    this.#patience?.close();
    this.#announcements.close();
    this.#driver?.close();
    this.#answering?.cut(this.#driver.nextGeneration() - 1);
    this.#answering?.stop();
    this.#ears?.close();
    // A tool that was stopped says within this turn of the loop how it ended.
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#note({ type: 'call.ended', reason: outcome.reason, outcome: outcome.outcome });
    this.#closed = true;
    this.#journal.flush();
    this.#abort.abort(new Error(outcome.reason));
    // The agent decided to hang up: the line is closed for everybody.
    if (this.#ending.reason !== undefined)
      await this.#deps
        .hangUp(this.#assignment.roomName)
        .catch((error: unknown) => this.#deps.log.warn({ error: String(error) }, 'the room could not be closed'));
    await Promise.all([this.#room?.leave(), this.#writeBehind.settled()]);
    this.#over.resolve(outcome);
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
