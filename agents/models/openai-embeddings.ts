/** Embeddings from an OpenAI-compatible `POST /embeddings`, under a deadline, in the order of the texts. */
import { z } from 'zod';
import { type Embedder, ModelError } from './interfaces.ts';
import { type OpenAiEndpoint, requestJson } from './openai-http.ts';

const answer = z.object({
  data: z.array(z.object({ index: z.number().int(), embedding: z.array(z.number()).min(1) })),
});
/** Writing is behind the turn and recall has a shorter deadline of its own. */
const DEADLINE_MS = 10_000;
/** The vendor takes 2,048 texts and 300,000 tokens a request. */
const TEXTS_PER_REQUEST = 64;

export class OpenAiEmbedder implements Embedder {
  readonly label: string;
  /** Vectors of different versions are not comparable: the model, and the length when one was asked for. */
  readonly version: string;
  readonly #endpoint: OpenAiEndpoint;
  readonly #model: string;
  readonly #dimensions: number | undefined;

  constructor(endpoint: OpenAiEndpoint, options: { model: string; dimensions?: number | undefined }) {
    this.label = endpoint.label;
    this.version = options.dimensions === undefined ? options.model : `${options.model}@${options.dimensions}`;
    this.#endpoint = endpoint;
    this.#model = options.model;
    this.#dimensions = options.dimensions;
  }

  async embed(texts: string[], signal: AbortSignal): Promise<number[][]> {
    const vectors: number[][] = [];
    for (let at = 0; at < texts.length; at += TEXTS_PER_REQUEST) {
      vectors.push(...(await this.#embedSome(texts.slice(at, at + TEXTS_PER_REQUEST), signal)));
    }
    return vectors;
  }

  async #embedSome(texts: string[], signal: AbortSignal): Promise<number[][]> {
    // An empty text is refused by the vendor; a space is a text.
    const input = texts.map((text) => text || ' ');
    const body = {
      model: this.#model,
      input,
      encoding_format: 'float',
      ...(this.#dimensions === undefined ? {} : { dimensions: this.#dimensions }),
    };
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
    const json = await requestJson(this.#endpoint, {
      method: 'POST',
      path: '/embeddings',
      body,
      signal: deadline,
    }).catch((error: unknown) => {
      if (deadline.aborted && !signal.aborted)
        throw new ModelError(this.label, 'timeout', `no vectors came in ${DEADLINE_MS} ms`, {
          retryable: true,
          cause: error,
        });
      throw error;
    });
    const parsed = answer.safeParse(json);
    if (!parsed.success || parsed.data.data.length !== texts.length) {
      throw new ModelError(this.label, 'bad-reply', `it did not answer with ${texts.length} vectors`, {
        retryable: true,
      });
    }
    return parsed.data.data.sort((a, b) => a.index - b.index).map((entry) => entry.embedding);
  }
}
