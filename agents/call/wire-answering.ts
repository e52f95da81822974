/** Connects answering and acting of a call with its other parts: what a turn is asked with, what a tool may do to the call. */
import { realClock } from '../../media/clock.ts';
import type { ExecutorDependencies } from '../acting/executor.ts';
import type { ToolContext } from '../acting/tool.ts';
import { marked } from '../observation/schema.ts';
import { type Route, TALKER } from '../planning/router.ts';
import type { AnsweringOptions } from './answering.ts';
import type { CallParts } from './call-parts.ts';
import { outlivedReport } from './outlived-report.ts';
import { routeSection } from './routing.ts';
import { toolContext } from './tool-context.ts';
import { declare, withoutEyes, withStage } from './tooling.ts';
import { turnPrompt } from './turn-prompt.ts';
import { tasksFor } from './wire-tasks.ts';

const HUNG_UP = 'the agent hung up';
const nowMs = () => realClock.nowMs();

export function answeringOptions(parts: CallParts): AnsweringOptions {
  const { ground, room, troubles } = parts;
  const { agent, deps, record } = ground;
  const { models, settings } = deps;
  return {
    get agent() {
      return agent.definition;
    },
    owed: parts.ground.resumed?.unanswered,
    modelFor: (text, source) => (source === 'system' ? models.llm : parts.routing.modelFor(text, models.llm)),
    vision: models.vision,
    tools: () => {
      const stage = { page: parts.caller.channel !== 'phone', shows: parts.presenting.shows };
      return declare(withStage(parts.showing.watches ? agent.tools : withoutEyes(agent.tools), stage));
    },
    executor: parts.executor,
    mouth: parts.mouth,
    conversation: parts.conversation,
    latency: settings.latency,
    channel: () => parts.caller.channel,
    confidence: () => parts.ears.confidence,
    nowMs,
    finalAtMs: () => parts.ears.finalAtMs,
    prompt: (text, source, times, atCommit) => {
      const route: Route = source === 'system' ? TALKER : parts.routing.of(text);
      if (route.route === 'larger-model' || route.route === 'background')
        atCommit((generation) => ({ type: 'routed', generation, ...route }));
      return turnPrompt(
        { text, source: source === 'typed' ? 'typed' : 'speech', times, atCommit },
        parts.memory.ahead,
        parts.showing.forTurn(text),
        agent.services,
        { route: routeSection(route), whispered: parts.operator.section() },
        {
          agent: agent.definition,
          nowMs: Date.now(),
          timeZone: timeZone(parts),
          channel: parts.caller.channel,
          callerName: parts.caller.name,
        },
      );
    },
    note: (event) => record.note(event),
    tell: (event) => parts.driver.send(event),
    onModelUsage: (generation, usage) => record.cost(generation, usage),
    onModelFailed: (_generation, error, action) => troubles.degraded('plan.first_token', action, error),
    onSwitched: (degradation) => troubles.switched(degradation),
    onTimed: (generation, times) => room.send({ type: 'turn-times', generation, stagesMs: times.stages() }),
    onLate: (reason) => troubles.show('turn.ear', `${reason}; apology.`),
    onHeard: (turn) => {
      if (turn.heard !== '') troubles.answered(turn.generation);
      parts.memory.keep(parts.caller.userId, turn);
      parts.reports.turnOver(turn.generation, turn.heard);
    },
    onSaid: (heard) => parts.approvals.said(heard),
    planBegins: (plan) => parts.supervised.begins(plan),
    handedOver: () => parts.handOver.happened,
    confirmation: () => parts.approvals.confirmation(),
    partingLine: () => (parts.ending.reason === undefined ? undefined : agent.definition.lines.goodbye),
  };
}

export function executorOptions(parts: CallParts): ExecutorDependencies {
  const { assignment, agent, record } = parts.ground;
  return {
    callId: assignment.callId,
    get agent() {
      return agent.definition.name;
    },
    get tools() {
      return agent.tools;
    },
    get rules() {
      return agent.rules;
    },
    get policyVersion() {
      return agent.policyVersion;
    },
    formerTool: (name) => agent.formerTool(name),
    supervise: (wanted, signal) => parts.supervised.wordOn(wanted, signal),
    durable: (events) => record.durable(events),
    note: (event) => record.note(event),
    nowMs,
    context: (key, signal) => contextOf(parts, key, signal),
    approvals: parts.approvals,
    onUnknown: (tool, what) => {
      const reason = `It is not known whether this happened: ${tool.label}. ${what}`;
      record.note({ type: 'person.requested', reason: marked(reason) });
      parts.room.send({ type: 'person-requested', reason });
    },
    onOutlived: (write) => {
      if (write.userId === parts.approvals.userId()) parts.reports.tell(outlivedReport(write));
    },
    onPhase: (tool, phase) => parts.room.send({ type: 'tool', tool: tool.name, phase, label: tool.label }),
  };
}

function contextOf(parts: CallParts, callKey: string, signal: AbortSignal): ToolContext {
  const { assignment, agent, deps, record } = parts.ground;
  return toolContext(
    {
      callId: assignment.callId,
      userId: parts.caller.userId ?? assignment.callId,
      agent: agent.definition.name,
      callKey,
      timeZone: timeZone(parts),
      nowMs: Date.now(),
      memory: deps.memory,
      signal,
      eyes: parts.showing,
      stage: parts.presenting,
      tasks: tasksFor(parts),
      transfer: parts.handOver,
    },
    {
      note: (event) => record.note(event),
      show: (event) => parts.room.send(event),
      hangUp: () => {
        parts.ending.afterThisReply(HUNG_UP);
        parts.room.send({ type: 'call-ending', reason: HUNG_UP });
      },
      memoryChanged: () => void parts.memory.ahead?.refresh(),
    },
  );
}

const timeZone = ({ ground }: CallParts): string => ground.agent.definition.timeZone ?? ground.deps.settings.timeZone;
