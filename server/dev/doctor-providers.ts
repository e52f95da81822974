/**
 * One real turn with the person's own providers, outside a call: a sentence spoken by the embedded voice is recognised,
 * answered and spoken. Each step has a deadline and is one finding, with its time; a failing step does not hide the next.
 */
import type { TranscriptEvent } from '../../agents/models/interfaces.ts';
import type { ModelLog } from '../../agents/models/model-log.ts';
import { createModels, type ModelStrings, type Models } from '../../agents/models/registry.ts';
import { resampleWhole } from '../../media/audio/resample.ts';
import type { DataFolder } from './data-folder.ts';
import { broken, type Finding, ok } from './doctor-check.ts';
import { startLocalStack } from './local-stack.ts';
import { chooseAndExplain } from './provider-choice.ts';
import { ensureSpeechTools } from './speech-tools.ts';
import type { Environment } from './stack-environment.ts';

const QUESTION = 'What is the capital of France?';
// Far above any usable provider: what takes longer is out of order, not slow.
const STEP_DEADLINE_MS = 20_000;
/** Real time, as a caller's microphone would deliver it: vendors refuse or garble audio that comes faster. */
const FRAME_MS = 20;
/** The rate that every recogniser takes. */
const HEARING_RATE_HZ = 16_000;
const quiet: ModelLog = { info() {}, warn() {}, error() {} };

export async function* checkProviders(env: Environment, data: DataFolder): AsyncGenerator<Finding> {
  const say = (line: string) => console.log(line);
  const tools = ensureSpeechTools(env, data, { say });
  await using stack = await startLocalStack({
    env,
    data,
    parts: ['tool-worker'],
    beforeToolWorker: tools,
    chooseProviders: async (stackEnv) => {
      return chooseAndExplain({ ...stackEnv, ...(await tools) }, say);
    },
  });
  const strings: ModelStrings = {
    stt: stack.env.PARLEY_STT,
    tts: stack.env.PARLEY_TTS,
    llm: stack.env.PARLEY_LLM ?? 'local:rules',
  };
  const settings = { keys: stack.env, toolWorkerUrl: stack.toolWorkerUrl };
  const models = await createModels({ ...settings, providers: strings }, quiet);
  const voice = await createModels({ ...settings, providers: { llm: 'local:rules', tts: 'local:flite' } }, quiet);

  const { tts: flite } = voice;
  yield await finding('Hearing', async (signal) => {
    if (!models.stt) return 'nothing is chosen: one can only type';
    if (!flite) throw new Error('the embedded voice is not there');
    const question = resampleWhole(await speak(flite, QUESTION, signal), flite.sampleRateHz, HEARING_RATE_HZ);
    const heard = await recognise(models, question, HEARING_RATE_HZ, signal);
    if (!heard) throw new Error(`${models.stt.label} understood nothing of ${JSON.stringify(QUESTION)}`);
    return `${models.stt.label} understood ${JSON.stringify(heard)}`;
  });
  yield await finding('Answering', async (signal) => {
    let text = '';
    const startMs = performance.now();
    let firstMs: number | undefined;
    for await (const delta of models.llm.chat(
      { messages: [{ role: 'user', content: QUESTION }], tools: [], maxOutputTokens: 60 },
      signal,
    )) {
      if (delta.type !== 'text') continue;
      firstMs ??= performance.now() - startMs;
      text += delta.text;
    }
    signal.throwIfAborted();
    if (!text) throw new Error(`${models.llm.label} answered nothing`);
    return `${models.llm.label}: first words after ${(firstMs ?? 0).toFixed(0)} ms, ${JSON.stringify(text.trim().slice(0, 120))}`;
  });
  yield await finding('Speaking', async (signal) => {
    if (!models.tts) return 'nothing is chosen: answers are only written';
    const startMs = performance.now();
    let firstMs: number | undefined;
    let samples = 0;
    for await (const pcm of models.tts.synthesize('Paris is the capital of France.', { signal })) {
      firstMs ??= performance.now() - startMs;
      samples += pcm.length;
    }
    signal.throwIfAborted();
    if (samples === 0) throw new Error(`${models.tts.label} sent no audio`);
    return `${models.tts.label}: first audio after ${(firstMs ?? 0).toFixed(0)} ms, ${(samples / models.tts.sampleRateHz).toFixed(1)} s of speech`;
  });
}

async function finding(name: string, step: (signal: AbortSignal) => Promise<string>): Promise<Finding> {
  const deadline = AbortSignal.timeout(STEP_DEADLINE_MS);
  try {
    return ok(name, await step(deadline));
  } catch (error) {
    const why = deadline.aborted
      ? `no answer within ${STEP_DEADLINE_MS / 1000} s`
      : error instanceof Error
        ? error.message
        : String(error);
    return broken(name, `${why}: check the key, the account and the provider string.`);
  }
}

async function speak(voice: NonNullable<Models['tts']>, text: string, signal: AbortSignal): Promise<Int16Array> {
  const parts: Int16Array[] = [];
  for await (const pcm of voice.synthesize(text, { signal })) parts.push(pcm);
  const whole = new Int16Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Plays `pcm` to the recogniser at the pace of speech and waits for its words. */
async function recognise(models: Models, pcm: Int16Array, sampleRateHz: number, signal: AbortSignal): Promise<string> {
  const { stt } = models;
  if (!stt) return '';
  const finals: string[] = [];
  const done = Promise.withResolvers<void>();
  done.promise.catch(() => {});
  const onEvent = (event: TranscriptEvent) => {
    if (event.type === 'failed') done.reject(event.error);
    if (event.type === 'final' && event.text) {
      finals.push(event.text);
      if (ended) done.resolve();
    }
  };
  let ended = false;
  const stream = stt.open({ sampleRateHz, language: 'en', signal, onEvent });
  signal.addEventListener('abort', () => done.reject(signal.reason), { once: true });
  const frame = (sampleRateHz * FRAME_MS) / 1000;
  // Some silence around it, as before and after a real sentence.
  const silence = new Int16Array(sampleRateHz / 2);
  for (const part of [silence, pcm, silence]) {
    for (let at = 0; at < part.length; at += frame) {
      stream.push(part.slice(at, at + frame));
      await new Promise((resolve) => setTimeout(resolve, FRAME_MS));
      signal.throwIfAborted();
    }
  }
  ended = true;
  stream.finalize();
  // The words may have come before the silence ended.
  if (finals.length > 0) setTimeout(done.resolve, 1000);
  await done.promise;
  stream.close();
  return finals.join(' ');
}
