/** A call that is spoken: in which language it is heard after a hand-over, and what words that were hardly heard may do. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { defineTool } from '../../../agents/acting/tool.ts';
import { type AgentDefinition, type AgentFile, agentFile } from '../../../agents/catalog/agent-definition.ts';
import { KeptSpeechToText, loudIsVoice, sound } from '../../support/heard-call.ts';
import { ScriptedModel, type ScriptedStep } from '../../support/scripted-model.ts';
import { NumberedSpeech } from './answering-rig.ts';
import { callRig } from './call-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const TRACK = 'mic-1';

async function callWith(steps: ScriptedStep[], files: Record<string, Partial<AgentFile>>) {
  const agents = new Map<string, AgentDefinition>(
    Object.entries(files).map(([name, more]) => [
      name,
      agentFile.parse({
        name,
        title: name,
        description: 'd',
        instructions: `You are ${name}.`,
        greeting: 'Hi.',
        ...more,
      }),
    ]),
  );
  const model = new ScriptedModel(...steps);
  const stt = new KeptSpeechToText();
  const rig = callRig(model, {
    models: { stt, vad: loudIsVoice },
    load: async (name) => {
      const definition = agents.get(name);
      if (!definition) throw new Error(`There is no agent named ${name}.`);
      return { definition, version: '1', file: `${name}.agent.ts` };
    },
  });
  void rig.run();
  await pass(0);
  rig.room().comes('ann');
  rig.room().options.handlers.onMicrophone(TRACK, 'opened');
  await pass(0);
  const hear = (ms: number, loud: boolean) =>
    sound(ms, loud, (pcm) => rig.room().options.handlers.onAudio(TRACK, pcm), pass);
  /** Says it, and is silent for `quietMs`. */
  const says = async (
    text: string,
    { confidence, quietMs = 8_000 }: { confidence?: number; quietMs?: number } = {},
  ) => {
    await hear(800, true);
    await hear(96, false);
    stt.listening.tell({ type: 'final', text, ...(confidence === undefined ? {} : { confidence }) });
    await hear(quietMs, false);
  };
  return { ...rig, model, stt, hear, says };
}

describe('an agent of another language that has the call', () => {
  const files: Record<string, Partial<AgentFile>> = {
    tester: { voice: 'amy', specialists: [{ agent: 'buchhaltung', when: ['my bill'], description: 'Bills.' }] },
    buchhaltung: { language: 'de-DE', voice: 'anna' },
  };

  it('is heard in its language and speaks with its voice, and both go back with the call', async () => {
    const synthesized = vi.spyOn(NumberedSpeech.prototype, 'synthesize');
    const voiceOf = (words: string) => synthesized.mock.calls.find(([text]) => text === words)?.[1];
    const { says, stt, model, eventsOf } = await callWith(
      ['Guten Tag.', { calls: [{ name: 'return_to', arguments: { reason: 'fertig' } }] }, 'The desk again.'],
      files,
    );
    expect(stt.streams.map(({ language }) => language)).toEqual(['en']);
    await says('It is about my bill');
    expect(stt.streams.map(({ language, closed }) => [language, closed])).toEqual([
      ['en', true],
      ['de-DE', false],
    ]);
    // What the replaced stream still tells is nobody's turn.
    stt.streams[0]?.tell({ type: 'final', text: 'too late' });
    await says('Verbinden Sie mich bitte zurück.', { quietMs: 12_000 });
    expect(stt.streams.map(({ language, closed }) => [language, closed])).toEqual([
      ['en', true],
      ['de-DE', true],
      ['en', false],
    ]);
    expect(eventsOf('turn.committed').map(({ text }) => text.private)).toEqual(
      expect.arrayContaining(['It is about my bill', 'Verbinden Sie mich bitte zurück.']),
    );
    expect(JSON.stringify(eventsOf('turn.committed'))).not.toContain('too late');
    expect(voiceOf('Guten Tag.')).toMatchObject({ voice: 'anna', language: 'de-DE' });
    expect(voiceOf('The desk again.')).toMatchObject({ voice: 'amy', language: 'en' });
    expect(model.unused).toBe(0);
  });
});

describe('words that were hardly heard', () => {
  const booked: string[] = [];
  const book = defineTool({
    name: 'book',
    description: 'Books.',
    label: 'Booking',
    parameters: z.object({ day: z.string() }),
    tier: 'write-constrained',
    deadlineMs: 1_000,
    honoursKey: true,
    informs: [],
    readBack: ({ day }) => `I would book ${day}.`,
    run: async ({ day }) => `Booked ${day} as number ${booked.push(day)}.`,
  });
  const files = { tester: { tools: [book], escalate: { confidenceBelow: 0.6 } } } satisfies Record<
    string,
    Partial<AgentFile>
  >;
  const toBook = { calls: [{ name: 'book', arguments: { day: 'Friday' } }] };

  it('change nothing until the caller has heard what would be done and has said a clear yes', async () => {
    booked.length = 0;
    const { says, sounded, eventsOf } = await callWith([toBook, 'Booked.'], files);
    await says('Book me Friday please.', { confidence: 0.4 });
    expect(booked).toEqual([]);
    expect(sounded()).toEqual(['I would book Friday.', 'Shall I?']);
    expect(eventsOf('tool.judged')).toMatchObject([
      { verdict: 'escalate', rule: 'heard-unclearly', asked: { confidence: 0.4 } },
    ]);
    // A yes that was hardly heard is no yes: it is read once more.
    await says('Yes please.', { confidence: 0.4 });
    expect(booked).toEqual([]);
    expect(sounded().filter((clause) => clause === 'Shall I?').length).toBeGreaterThan(0);
    await says('Yes please.', { confidence: 0.95 });
    expect(booked).toEqual(['Friday']);
  });

  it('change it at once where they were heard well', async () => {
    booked.length = 0;
    const { says } = await callWith([toBook, 'Booked.'], files);
    await says('Book me Friday please.', { confidence: 0.9 });
    expect(booked).toEqual(['Friday']);
  });
});
