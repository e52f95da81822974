/**
 * The bounds on what one connection may bring: the size of a message, and messages and bytes in a window of time. Says in
 * a sentence which bound was broken; ending the connection is its caller's business. Pure but for the clock handed in.
 */
import { FlowWindow } from './flow-window.ts';
import type { McpTuning } from './mcp-tuning.ts';

export class ServerFlow {
  readonly #tuning: McpTuning;
  readonly #nowMs: () => number;
  readonly #messages: FlowWindow;
  readonly #bytes: FlowWindow;
  readonly #streams: FlowWindow;

  constructor(tuning: McpTuning, nowMs: () => number) {
    this.#tuning = tuning;
    this.#nowMs = nowMs;
    this.#messages = new FlowWindow(tuning.floodMessages, tuning.floodWindowMs);
    this.#bytes = new FlowWindow(tuning.floodBytes, tuning.floodWindowMs);
    this.#streams = new FlowWindow(tuning.streamsOpened, tuning.floodWindowMs);
  }

  /** A message as long as it is so far. */
  longMessage(bytes: number): string | undefined {
    if (bytes <= this.#tuning.messageBytes) return undefined;
    return `It sent an answer of more than ${this.#tuning.messageBytes} bytes, which was not read to its end.`;
  }

  messages(count: number): string | undefined {
    if (this.#messages.admit(count, this.#nowMs())) return undefined;
    return `It sent more than ${this.#tuning.floodMessages} messages within ${this.#tuning.floodWindowMs} ms.`;
  }

  bytes(count: number): string | undefined {
    if (this.#bytes.admit(count, this.#nowMs())) return undefined;
    return `It sent more than ${this.#tuning.floodBytes} bytes within ${this.#tuning.floodWindowMs} ms.`;
  }

  /** A server may tell the SDK to open an ended stream again at once, and end it again. */
  streamOpened(): string | undefined {
    if (this.#streams.admit(1, this.#nowMs())) return undefined;
    return `It ended its stream of messages more than ${this.#tuning.streamsOpened} times within ${this.#tuning.floodWindowMs} ms.`;
  }
}
