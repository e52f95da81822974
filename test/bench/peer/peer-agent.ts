/**
 * The peer's agent: the framework's own session with the same vendors, voice activity and 300 ms of endpointing.
 * Everything else is the framework's default, preemptive generation included. The framework imports its default export.
 */
import { defineAgent, inference, llm, voice } from '@livekit/agents';
import * as deepgram from '@livekit/agents-plugin-deepgram';
import * as openai from '@livekit/agents-plugin-openai';
import { z } from 'zod';

const ENDPOINTING_MS = 300;

const timeTool = llm.tool({
  description: 'Tells the time.',
  parameters: z.object({}),
  execute: async () => new Date().toISOString(),
});

export default defineAgent({
  entry: async (job) => {
    const session = new voice.AgentSession({
      stt: new deepgram.STT({ baseUrl: process.env.BENCH_DEEPGRAM_URL ?? '', model: 'nova-3' }),
      llm: new openai.LLM({ baseURL: process.env.BENCH_OPENAI_URL ?? '', model: 'gpt-4.1-mini' }),
      tts: new openai.TTS({ baseURL: process.env.BENCH_OPENAI_URL ?? '', model: 'gpt-4o-mini-tts', voice: 'alloy' }),
      vad: new inference.VAD({ model: 'silero', minSilenceDuration: ENDPOINTING_MS }),
      // Its first three seconds of voice cannot be interrupted otherwise: that would be no fair comparison.
      aecWarmupDuration: null,
      turnHandling: {
        turnDetection: 'vad',
        endpointing: { mode: 'fixed', minDelay: ENDPOINTING_MS },
        interruption: { mode: 'vad' },
      },
    });
    await job.connect();
    await session.start({
      agent: new voice.Agent({
        instructions: 'You are a friendly voice assistant. Answer in short sentences.',
        // Without any tool it sends an empty list, which the vendor refuses.
        tools: { time: timeTool },
      }),
      room: job.room,
    });
    session.say('Hello, how can I help you today?');
  },
});
