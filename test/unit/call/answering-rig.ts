/**
 * Answering with its real mouth, speaker and utterances, a scripted model, a voice of known length and a line that
 * plays in virtual time. Use it under fake timers; what the line let out is in `sink.sounded`.
 */
import { z } from 'zod';
import { Executor } from '../../../agents/acting/executor.ts';
import type { PolicyRule } from '../../../agents/acting/policy/policy.ts';
import { defineTool, type Tool } from '../../../agents/acting/tool.ts';
import { Answering, type AnsweringOptions } from '../../../agents/call/answering.ts';
import { Mouth, type MouthOptions } from '../../../agents/call/mouth.ts';
import { declare } from '../../../agents/call/tooling.ts';
import { agentFile } from '../../../agents/catalog/agent-definition.ts';
import type { TurnEvent } from '../../../agents/hearing/turn-events.ts';
import { type CallEventBody, callEvent, LOG_VERSION } from '../../../agents/log/events.ts';
import { type LanguageModel, ModelError, type TextToSpeech } from '../../../agents/models/interfaces.ts';
import { Conversation } from '../../../agents/planning/conversation.ts';
import type { AudioSink } from '../../../agents/speaking/audio-sink.ts';
import { LATENCY_BUDGET_DEFAULTS } from '../../../agents/speaking/budget.ts';
import { PhraseCache } from '../../../agents/speaking/phrase-cache.ts';
import { OUTPUT_RATE_HZ } from '../../../agents/speaking/utterance.ts';
import { noMemory } from './no-memory.ts';

const PER_MS = OUTPUT_RATE_HZ / 1_000;
const QUEUE_MS = 100;
const anything = z.looseObject({});

/** Plays at the pace of the (fake) clock; the value of the samples tells the clause. */
export class TimedSink implements AudioSink {
  readonly sampleRateHz = OUTPUT_RATE_HZ;
  readonly sounded: { clause: number; fromMs: number; toMs: number }[] = [];
  #untilMs = 0;

  async push(pcm: Int16Array): Promise<void> {
    const fromMs = Math.max(Date.now(), this.#untilMs);
    this.#untilMs = fromMs + pcm.length / PER_MS;
    // A frame may hold the end of one clause and the beginning of the next.
    for (let at = 0; at < pcm.length; ) {
      const clause = pcm[at] ?? 0;
      const end =
        pcm.at(-1) === clause ? pcm.length : pcm.findIndex((sample, index) => index > at && sample !== clause);
      this.sounded.push({ clause, fromMs: fromMs + at / PER_MS, toMs: fromMs + end / PER_MS });
      at = end;
    }
    await new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, this.#untilMs - QUEUE_MS - Date.now())));
  }
  clear(): number {
    const nowMs = Date.now();
    const queued = this.queuedSamples();
    for (const frame of this.sounded) frame.toMs = Math.min(frame.toMs, Math.max(nowMs, frame.fromMs));
    while ((this.sounded.at(-1)?.fromMs ?? 0) >= nowMs && this.sounded.length > 0) this.sounded.pop();
    this.#untilMs = nowMs;
    return queued;
  }
  queuedSamples(): number {
    return Math.max(0, Math.round((this.#untilMs - Date.now()) * PER_MS));
  }
}

/** 60 ms a character: words last about as long as spoken ones. Each clause is a number of its own. */
export class NumberedSpeech implements TextToSpeech {
  readonly label = 'numbered';
  readonly sampleRateHz = OUTPUT_RATE_HZ;
  readonly said: string[] = [];
  delayMs = 50;
  failing: RegExp | undefined;
  async prewarm(): Promise<void> {}
  async *synthesize(text: string, { signal }: { signal: AbortSignal }): AsyncIterable<Int16Array> {
    this.said.push(text);
    const clause = this.said.length;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.delayMs);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    if (signal.aborted) return;
    if (this.failing?.test(text))
      throw new ModelError('numbered', 'refused', 'it will not be said', { retryable: false });
    yield new Int16Array(text.length * 60 * PER_MS).fill(clause);
  }
}

export interface AnsweringRig extends Disposable {
  answering: Answering;
  mouth: Mouth;
  sink: TimedSink;
  speech: NumberedSpeech;
  conversation: Conversation;
  notes: CallEventBody[];
  told: TurnEvent[];
  commit(generation: number, text: string, replaces?: number): void;
  /** Clauses that sounded at all, in order. */
  sounded(): string[];
  notesOf(type: CallEventBody['type']): CallEventBody[];
}

export function answeringRig(
  llm: LanguageModel,
  {
    tools = [],
    rules,
    ...overrides
  }: Partial<Omit<AnsweringOptions, 'tools'>> & { tools?: Tool[]; rules?: readonly PolicyRule[] } = {},
  mouthOverrides: Partial<MouthOptions> = {},
): AnsweringRig {
  const agent = agentFile.parse({ name: 'tester', title: 'T', description: 'd', instructions: 'i', greeting: 'Hi.' });
  const sink = new TimedSink();
  const speech = new NumberedSpeech();
  const notes: CallEventBody[] = [];
  const told: TurnEvent[] = [];
  /** What the log could not read back is as good as not written. */
  const keep = (event: CallEventBody): void => {
    callEvent.parse({ v: LOG_VERSION, callId: 'call-1', seq: notes.length + 1, atMs: Date.now(), ...event });
    notes.push(event);
  };
  const conversation = new Conversation();
  const named = new Map(tools.map((tool) => [tool.name, tool]));
  const mouth: Mouth = new Mouth({
    sink,
    tts: speech,
    phrases: new PhraseCache(),
    voice: undefined,
    language: 'en',
    apology: agent.lines.apology,
    captions: () => undefined,
    tell: (event) => void told.push(event),
    onSounding: (generation, kind) => (kind === 'answer' ? answering.answerSounds(generation) : undefined),
    onFinished: (heard) => answering.finished(heard),
    onAnswerLost: (generation) => answering.voiceLost(generation),
    onPlayed: () => undefined,
    onBroken: (error) => {
      throw error;
    },
    onDegraded: () => undefined,
    onUsage: () => undefined,
    onSwitched: () => undefined,
    ...mouthOverrides,
  });
  const answering: Answering = new Answering({
    agent,
    modelFor: () => llm,
    planBegins: () => undefined,
    handedOver: () => false,
    vision: undefined,
    tools: () => declare(named),
    executor: new Executor({
      callId: 'call-1',
      agent: agent.name,
      tools: named,
      ...(rules ? { rules } : {}),
      durable: async (events) => events.forEach(keep),
      note: keep,
      nowMs: () => Date.now(),
      context: (callKey, signal) => ({
        callId: 'call-1',
        userId: 'user-1',
        agent: agent.name,
        callKey,
        timeZone: 'UTC',
        nowMs: Date.now(),
        memory: noMemory,
        signal,
        requestPerson: () => undefined,
        endCall: () => undefined,
        noteRemembered: () => undefined,
        noteForgotten: () => undefined,
      }),
      onPhase: () => undefined,
      onUnknown: () => undefined,
    }),
    mouth,
    conversation,
    latency: LATENCY_BUDGET_DEFAULTS,
    channel: () => 'browser',
    confidence: () => undefined,
    nowMs: () => Date.now(),
    finalAtMs: () => undefined,
    prompt: async () => ({ system: 'You are a test.', pictures: [], informedBy: [] }),
    note: keep,
    tell: (event) => void told.push(event),
    onModelUsage: () => undefined,
    onModelFailed: () => undefined,
    onSwitched: () => undefined,
    onLate: () => undefined,
    onTimed: () => undefined,
    onHeard: () => undefined,
    onSaid: () => undefined,
    confirmation: () => undefined,
    partingLine: () => undefined,
    ...overrides,
  });
  return {
    answering,
    mouth,
    sink,
    speech,
    conversation,
    notes,
    told,
    commit: (generation, text, replaces) =>
      answering.commit({
        type: 'commit-turn',
        generation,
        text,
        source: 'typed',
        lastLoudAtMs: undefined,
        decidedBy: 'test',
        ...(replaces === undefined ? {} : { replaces }),
      }),
    sounded: () =>
      [...new Set(sink.sounded.filter((frame) => frame.toMs > frame.fromMs).map((frame) => frame.clause))].map(
        (clause) => speech.said[clause - 1] ?? `clause ${clause}`,
      ),
    notesOf: (type) => notes.filter((event) => event.type === type),
    [Symbol.dispose]: () => answering.stop(),
  };
}

/** A write that takes `tookMs` and counts its runs. */
export function countingTool(name: string, tookMs = 20): { tool: Tool; runs: AbortSignal[] } {
  const runs: AbortSignal[] = [];
  const tool = defineTool({
    name,
    description: name,
    label: name,
    parameters: anything,
    tier: 'write-constrained',
    deadlineMs: 5_000,
    honoursKey: false,
    run: async (_input, { signal }) => {
      runs.push(signal);
      await new Promise((resolve) => setTimeout(resolve, tookMs));
      return 'done';
    },
  });
  return { tool: tool as Tool, runs };
}
