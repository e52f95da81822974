/**
 * Both doubles as a process of their own, for benches and for trying things by hand:
 * `node test/doubles/main.ts [--deepgram-port N] [--openai-port N] [--timings bench|instant] [--finalize-ms N] [--script file.json]`.
 * The file holds `{"hear": [...], "replies": {...}}`; what is spoken but part of no reply sounds much higher. Prints one line of JSON with both addresses; ends on SIGTERM.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startDeepgramDouble } from './deepgram-double.ts';
import { startOpenAiDouble } from './openai-double.ts';
import { BENCH, INSTANT } from './timings.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'deepgram-port': { type: 'string' },
    'openai-port': { type: 'string' },
    timings: { type: 'string', default: 'bench' },
    'finalize-ms': { type: 'string', default: '0' },
    'ms-per-character': { type: 'string', default: '60' },
    script: { type: 'string' },
  },
});
const call = z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) });
const scriptFile = z.object({
  hear: z
    .array(
      z.union([
        z.string(),
        z.object({ text: z.string(), speechMs: z.number().positive() }),
        z.object({ phrases: z.array(z.object({ text: z.string(), startMs: z.number(), endMs: z.number() })).min(1) }),
      ]),
    )
    .default([]),
  replies: z
    .record(
      z.string(),
      z.union([
        z.string(),
        z.object({
          text: z.string().exactOptional(),
          toolCalls: z.array(call).exactOptional(),
          afterTools: z.string().exactOptional(),
        }),
      ]),
    )
    .default({}),
});
const script = scriptFile.parse(values.script === undefined ? {} : JSON.parse(readFileSync(values.script, 'utf8')));
const timings = { ...(values.timings === 'instant' ? INSTANT : BENCH), finalizeMs: Number(values['finalize-ms']) };
const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
const answers = Object.values(script.replies).map((reply) =>
  bare(typeof reply === 'string' ? reply : (reply.text ?? '')),
);
const first = Number(values.port);
const deepgram = await startDeepgramDouble({
  port: Number(values['deepgram-port'] ?? first),
  script: script.hear,
  timings,
});
const openai = await startOpenAiDouble({
  port: Number(values['openai-port'] ?? (first ? first + 1 : 0)),
  replies: script.replies,
  timings,
  msPerCharacter: Number(values['ms-per-character']),
  ...(answers.length > 0 ? { isAside: (text) => !answers.some((answer) => answer.includes(bare(text))) } : {}),
});
console.log(JSON.stringify({ deepgram: deepgram.url, openai: openai.url }));
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void Promise.all([deepgram.close(), openai.close()]).then(() => process.exit(0));
  });
}
