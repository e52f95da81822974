/**
 * The environment of the agent processes (worker, host, tool-worker): one schema that documents, parses and refuses.
 * Pure but for the error it throws. The server composes this shape with its own (`server/config/env.ts`).
 */
import { z } from 'zod';
import { readingLanguage } from './reading-language.ts';

const optionalText = (description: string) => z.string().min(1).optional().describe(description);
const number = (fallback: number, description: string) => z.coerce.number().default(fallback).describe(description);

/** Each variable with its default and the sentence the README prints for it. */
export const agentEnvShape = {
  LIVEKIT_URL: optionalText('LiveKit server to use; unset: one is started here'),
  LIVEKIT_API_KEY: optionalText('LiveKit API key; unset: generated once into the data folder'),
  LIVEKIT_API_SECRET: optionalText('LiveKit API secret; unset: generated once into the data folder'),
  PARLEY_DATA_DIR: z.string().min(1).default('.parley').describe('Folder for databases, keys and downloaded models'),
  PARLEY_AGENT_NAME: z
    .string()
    .default('parley')
    .describe('Name for explicit dispatch; empty: every room gets the agent'),
  PARLEY_ENV: z
    .enum(['development', 'production', 'test'])
    .default('development')
    .describe('production: no token without a key or a login'),
  PARLEY_STT: optionalText('Speech recognition, a provider string'),
  PARLEY_TTS: optionalText('Speech synthesis, a provider string'),
  PARLEY_LLM: optionalText('The talker, a provider string'),
  PARLEY_ROUTER: optionalText('Router model, a provider string; unset: rules'),
  PARLEY_PLANNER: optionalText('Planner model, a provider string; unset: the talker'),
  PARLEY_VISION: optionalText('Vision model, a provider string'),
  PARLEY_EMBEDDER: optionalText('Embedding model, a provider string; unset: lexical ranking'),
  PARLEY_VAD: z.string().min(1).default('native').describe('Voice activity: native or silero'),
  PARLEY_TURN_DETECTOR: optionalText('Turn-detector model, a provider string; unset: silence and words decide'),
  PARLEY_MODEL_HUB: z
    .url({ protocol: /^https?$/, error: 'it is not an http or https address' })
    .default('https://huggingface.co')
    .describe('Where the sherpa model is fetched from: Hugging Face, or a mirror of it'),
  PARLEY_ENDPOINTING_MS: number(300, 'Silence that ends an ordinary turn; unfinished speech waits longer'),
  PARLEY_SPECULATION: z
    .enum(['on', 'off'])
    .default('on')
    .describe('Prepare the answer while the caller may still go on'),
  PARLEY_GREETING: optionalText('Greeting of every agent, in place of the one in its file; a single dash: none'),
  PARLEY_READING_LANGUAGE: readingLanguage
    .default('eng')
    .describe('Language of text on screens, cameras and pictures: eng, deu, eng+deu...; its package must be installed'),
  PARLEY_CATALOG: z.string().min(1).default('agents/catalog').describe('Folder of agent files'),
  PARLEY_HOSTS: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Host processes; unset: one per core plus a standby'),
  PARLEY_CALLS_PER_HOST: z.coerce
    .number()
    .int()
    .min(1)
    .default(10)
    .describe('Calls one host takes before the worker reports full'),
  PARLEY_WORKER_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(0)
    .describe('Loopback port of the worker status page; 0: any free one'),
  PARLEY_DRAIN_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(600_000)
    .describe('How long a stopping worker waits for its calls to end, in ms'),
  PARLEY_TOOL_WORKER_URL: optionalText('Where the tool-worker listens; set by the starter'),
  PARLEY_INTERNAL_TOKEN: optionalText(
    'Secret between the processes of one machine; generated once into the data folder',
  ),
  PARLEY_TASKS_AT_ONCE: z.coerce
    .number()
    .int()
    .min(0)
    .max(64)
    .default(4)
    .describe('Background tasks carried out at the same time; 0: they wait'),
  PARLEY_TASK_MAX_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .default(600_000)
    .describe('How long one background task may work, in ms; waiting for a person does not count'),
  PARLEY_TASK_MAX_USD: z.coerce
    .number()
    .min(0)
    .default(1)
    .describe('What the models of one background task may cost, in US dollars'),
  PARLEY_TASK_WEBHOOK_SECRET: optionalText('Secret that signs what is posted to webhooks; unset: it is not signed'),
  PARLEY_TASK_WEBHOOK_PRIVATE: z
    .enum(['on', 'off'])
    .default('off')
    .describe('Post results also to loopback and private addresses'),
  PARLEY_REVIEW_WEBHOOK: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where people are told, by POST, that an approval waits for them, was forgotten or expired'),
  PARLEY_FETCH_PRIVATE: z
    .enum(['on', 'off'])
    .default('off')
    .describe('Fetch documents also from loopback and private addresses'),
  CHROMA_URL: optionalText('Chroma to use; unset: one is started here'),
  DATABASE_URL: optionalText(
    'SQLite file of call logs and memory records: a path, sqlite:<path> or file:<path>; unset: in the data folder',
  ),
  OPENAI_API_KEY: optionalText('OpenAI key'),
  DEEPGRAM_API_KEY: optionalText('Deepgram key'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least severe log line printed'),
} as const;

export const agentEnv = z.object(agentEnvShape);
export type AgentEnv = z.infer<typeof agentEnv>;

/** A malformed environment: `message` is one sentence per variable, with the offending value. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** Parses `source` with `schema`; an empty string counts as unset except where empty is a value (PARLEY_AGENT_NAME). */
export function parseEnvironment<T extends z.ZodType>(
  schema: T,
  source: Record<string, string | undefined>,
): z.infer<T> {
  const given = Object.fromEntries(
    Object.entries(source).filter(
      ([name, value]) => value !== undefined && (value !== '' || name === 'PARLEY_AGENT_NAME'),
    ),
  );
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const sentences = result.error.issues.map((issue) => {
    const name = String(issue.path[0] ?? 'environment');
    return `${name}=${JSON.stringify(given[name])} is not usable: ${issue.message}.`;
  });
  throw new EnvironmentError(sentences.join(' '));
}
