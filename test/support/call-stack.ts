/** A real livekit-server, our worker, real hosts, and the vendors' doubles: everything a spoken call needs but memory. */
import { join } from 'node:path';
import type { EventLog } from '../../agents/log/event-log.ts';
import { type DeepgramDouble, type DeepgramDoubleOptions, startDeepgramDouble } from '../doubles/deepgram-double.ts';
import { type OpenAiDouble, type OpenAiDoubleOptions, startOpenAiDouble } from '../doubles/openai-double.ts';
import { type LivekitStack, startLivekit, startWorker, type WorkerStack } from './worker-stack.ts';

const HOST = join(import.meta.dirname, '..', '..', 'agents', 'host.ts');

export interface CallStack extends AsyncDisposable {
  livekit: LivekitStack;
  worker: WorkerStack;
  deepgram: DeepgramDouble;
  openai: OpenAiDouble;
}
export interface CallStackOptions {
  deepgram?: DeepgramDoubleOptions;
  openai?: OpenAiDoubleOptions;
  /** Environment of the hosts; `{deepgram}` and `{openai}` stand for the doubles' addresses. */
  env?: Record<string, string>;
  hosts?: number;
  /** Unset: in memory. */
  callLog?: EventLog;
}

export async function startCallStack(options: CallStackOptions = {}): Promise<CallStack> {
  const deepgram = await startDeepgramDouble(options.deepgram);
  const openai = await startOpenAiDouble({ msPerCharacter: 40, ...options.openai });
  const livekit = await startLivekit();
  const env: Record<string, string> = {
    NODE_ENV: 'production',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'error',
    LIVEKIT_URL: livekit.server.url,
    LIVEKIT_API_KEY: livekit.server.apiKey,
    LIVEKIT_API_SECRET: livekit.server.apiSecret,
    DEEPGRAM_API_KEY: 'test-key',
    OPENAI_API_KEY: 'test-key',
    PARLEY_STT: 'deepgram+{deepgram}?model=nova-3',
    PARLEY_TTS: 'openai+{openai}?model=gpt-4o-mini-tts&voice=alloy',
    PARLEY_LLM: 'openai+{openai}?model=gpt-4.1-mini',
    ...options.env,
  };
  // Hosts inherit the environment of the process that forks them.
  for (const [name, value] of Object.entries(env))
    process.env[name] = value.replaceAll('{deepgram}', deepgram.url).replaceAll('{openai}', openai.url);
  const worker = await startWorker(livekit, { hostFile: HOST, hosts: options.hosts ?? 1 }, options.callLog);
  return {
    livekit,
    worker,
    deepgram,
    openai,
    [Symbol.asyncDispose]: async () => {
      await worker.stop();
      await livekit.stop();
      await deepgram.close();
      await openai.close();
    },
  };
}
