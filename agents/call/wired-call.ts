/**
 * The parts of one call, made in order and connected, from the greeting to the last silence. Who is told of what stands
 * in the wire-*.ts files; what is decided is decided by the parts.
 */
import { realClock } from '../../media/clock.ts';
import { Executor } from '../acting/executor.ts';
import { TurnDriver, type TurnDriverOptions } from '../hearing/turn-driver.ts';
import { initialTurnState } from '../hearing/turn-machine.ts';
import { Conversation } from '../planning/conversation.ts';
import type { CallRoomPort } from '../room/call-room-port.ts';
import type { ActsBefore } from './acts-before.ts';
import { AgentLines } from './agent-lines.ts';
import { Answering } from './answering.ts';
import { ApprovalDesk } from './approval-desk.ts';
import { CallInput } from './call-input.ts';
import { type CallGround, type CallParts, turnInHand } from './call-parts.ts';
import { CallerDesk } from './caller-desk.ts';
import { CallerMemory } from './caller-memory.ts';
import { Ears } from './ears.ts';
import { Ending } from './ending.ts';
import { HandOver } from './hand-over.ts';
import { Mouth } from './mouth.ts';
import { endCall, obeyTurn } from './obey.ts';
import { Opening, restore } from './opening.ts';
import { OperatorDesk } from './operator-desk.ts';
import { OperatorEar } from './operator-ear.ts';
import { Patience } from './patience.ts';
import { Presenting } from './presenting.ts';
import { Reports } from './reports.ts';
import { resumeActs } from './resume-acts.ts';
import { Routing } from './routing.ts';
import { Showing } from './showing.ts';
import { Supervised } from './supervised.ts';
import { TaskReports } from './task-reports.ts';
import { Troubles } from './troubles.ts';
import { answeringOptions, executorOptions } from './wire-answering.ts';
import { approvalDeskOptions, noteWords, reportsOptions } from './wire-approvals.ts';
import { handOverOptions, routingOptions } from './wire-hand-over.ts';
import { operatorDeskOptions, operatorEarOptions } from './wire-operator.ts';
import { presentingOptions } from './wire-presenting.ts';
import { roomOptions } from './wire-room.ts';
import { showingOptions } from './wire-showing.ts';
import { earsOptions, mouthOptions } from './wire-speech.ts';
import { supervisedOptions } from './wire-supervised.ts';
import { taskReportsOptions } from './wire-tasks.ts';

export class WiredCall implements CallParts {
  readonly ground: CallGround;
  readonly conversation = new Conversation();
  readonly ending: Ending;
  readonly memory: CallerMemory;
  readonly troubles: Troubles;
  readonly room: CallRoomPort;
  readonly driver: TurnDriver;
  readonly mouth: Mouth;
  readonly ears: Ears;
  readonly showing: Showing;
  readonly presenting: Presenting;
  readonly approvals: ApprovalDesk;
  readonly reports: Reports;
  readonly operator: OperatorDesk;
  readonly operatorEar: OperatorEar;
  readonly taskReports: TaskReports;
  readonly handOver: HandOver;
  readonly routing: Routing;
  readonly supervised: Supervised;
  readonly executor: Executor;
  readonly answering: Answering;
  readonly lines: AgentLines;
  readonly caller: CallerDesk;
  readonly input: CallInput;
  readonly #patience: Patience;
  #acts: ActsBefore | undefined;

  constructor(ground: CallGround) {
    const { assignment, agent, deps, record, signal, finish, isOver } = ground;
    const { log, models, settings } = deps;
    this.ground = ground;
    this.#acts = ground.resumed?.acts;
    this.ending = new Ending((reason) => finish({ outcome: 'completed', reason }));
    this.memory = new CallerMemory({
      agent,
      memory: deps.memory,
      sessionId: assignment.callId,
      signal,
      onLost: (error) => log.warn({ error: String(error) }, 'a turn could not be remembered'),
    });
    this.troubles = new Troubles({
      note: (event) => record.note(event),
      show: (event) => this.room.send(event),
      generation: () => turnInHand(this),
      warn: (facts, message) => log.warn(facts, message),
    });
    this.room = deps.openRoom(roomOptions(this));
    this.driver = new TurnDriver(this.#driverOptions());
    this.mouth = new Mouth(mouthOptions(this));
    this.ears = new Ears(earsOptions(this));
    this.showing = new Showing(showingOptions(this));
    this.presenting = new Presenting(presentingOptions(this));
    this.approvals = new ApprovalDesk(approvalDeskOptions(this));
    this.reports = new Reports(reportsOptions(this));
    this.operator = new OperatorDesk(operatorDeskOptions(this));
    this.operatorEar = new OperatorEar(operatorEarOptions(this));
    this.taskReports = new TaskReports(taskReportsOptions(this));
    this.handOver = new HandOver(handOverOptions(this));
    this.routing = new Routing(routingOptions(this));
    this.supervised = new Supervised(supervisedOptions(this));
    this.executor = new Executor(executorOptions(this));
    this.answering = new Answering(answeringOptions(this));
    this.lines = new AgentLines({
      driver: this.driver,
      mouth: this.mouth,
      record,
      ending: this.ending,
      isOver,
      silenced: () => this.operator.speaks,
      show: (event) => this.room.send(event),
      stopAnswering: () => this.answering.stop(),
      warn: (message) => log.warn(message),
    });
    const opening = this.#opening();
    this.caller = new CallerDesk({
      agent,
      record,
      memory: this.memory,
      hears: models.stt !== undefined,
      speaks: models.tts !== undefined,
      show: (event) => this.room.send(event),
      onPresent: () => {
        this.#patience.joined();
        this.input.control({ type: 'push-to-talk', mode: 'off' });
      },
      onLeft: (forGood) => this.#patience.left(forGood),
      onAnother: () => {
        this.reports.forget();
        this.answering.discard();
        this.driver.send({ type: 'caller-changed' });
        this.conversation.forget();
        this.approvals.another();
      },
      onReady: (known) => {
        this.showing.introduce();
        this.presenting.introduce();
        this.operator.introduce();
        this.#resumeActs();
        void opening.begin(known).then(() => this.taskReports.fetch());
      },
    });
    this.input = new CallInput({
      record,
      driver: this.driver,
      ears: this.ears,
      showing: this.showing,
      caller: this.caller,
      memory: this.memory,
      openFile: (fileId, key) => deps.openFile(assignment.callId, fileId, key),
      onWords: (identity) => noteWords(this, identity),
      onDecision: (id, decision) => void this.approvals.clicked(id, decision, this.caller.userId),
    });
    this.#patience = new Patience(settings, (reason, callerLeft) =>
      callerLeft ? finish({ outcome: 'completed', reason, callerLeft }) : endCall(reason, this),
    );
    if (ground.resumed) {
      this.showing.restore(ground.resumed);
      restore(ground.resumed, {
        conversation: this.conversation,
        caller: this.caller,
        prepare: ({ text, by }) => this.answering.speculate(text, 'typed', by),
      });
    }
  }

  /** Nothing more is said, heard or begun; what is being said is cut. */
  stop(): void {
    this.ending.close();
    this.#patience.close();
    this.lines.close();
    this.reports.close();
    this.operator.close();
    this.operatorEar.close();
    this.approvals.close();
    this.driver.close();
    this.answering.cut(turnInHand(this));
    this.answering.stop();
    this.executor.close();
    this.ears.close();
  }

  /** Once, when the caller is there: an effect has an owner, and somebody to tell. */
  #resumeActs(): void {
    const acts = this.#acts;
    this.#acts = undefined;
    if (acts) resumeActs(acts, this);
  }
  #driverOptions(): TurnDriverOptions {
    const { deps, resumed } = this.ground;
    const { log, models, settings } = deps;
    const turn = {
      endpointingMs: settings.endpointingMs,
      speculation: settings.speculation,
      language: this.ground.agent.definition.language,
      turnDetector: models.turnDetector !== undefined,
    };
    return {
      resumeFrom: { ...initialTurnState(turn, realClock.nowMs()), generation: resumed?.generation ?? 0 },
      onCommand: (command) => obeyTurn(command, this),
      onAgentState: (state) => {
        log.debug({ state }, 'agent state');
        this.room.setState(this.operator.speaks ? 'listening' : state);
      },
      onError: (error, command) => log.error({ error: String(error), command: command.type }, 'a turn command failed'),
    };
  }
  #opening(): Opening {
    const { agent, deps, resumed, signal } = this.ground;
    return new Opening({
      agent,
      resumed,
      greeting: deps.settings.greeting,
      tts: deps.models.tts,
      phrases: deps.phrases,
      signal,
      voiceSubscribed: (deadlineMs) => this.room.voiceSubscribed(deadlineMs),
      greet: (text) => this.lines.greet(text),
      ask: (question) => this.driver.send({ type: 'typed', ...question }),
    });
  }
}
