/**
 * MCP over the standard streams of a command: one JSON-RPC message per line. It stands in for the SDK's own transport,
 * which hands the command more of our environment than was named, leaves its children behind, and reads as fast as a
 * server writes. Frames and bounds only; the protocol is the SDK's Client.
 */
import { deserializeMessage, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { BoundedLines } from './bounded-lines.ts';
import { type ChildCommand, ChildGroup } from './child-group.ts';
import { FlowWindow } from './flow-window.ts';
import { McpFailure, sentenceOf } from './mcp-failure.ts';
import type { McpTuning } from './mcp-tuning.ts';
import type { ServerFlow } from './server-flow.ts';

export interface StdioOptions extends ChildCommand {
  tuning: McpTuning;
  flow: ServerFlow;
  nowMs(): number;
  /** The connection is of no more use, and why; called once, also when the command just ends. */
  onLost(sentence: string): void;
}

export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #options: StdioOptions;
  readonly #lines: BoundedLines;
  readonly #stderrFlow: FlowWindow;
  #group: ChildGroup | undefined;
  #strayLines = 0;
  #lastWords = '';
  #over = false;

  constructor(options: StdioOptions) {
    this.#options = options;
    this.#lines = new BoundedLines((line) => this.#receive(line));
    this.#stderrFlow = new FlowWindow(options.tuning.stderrBytes, options.tuning.floodWindowMs);
  }

  async start(): Promise<void> {
    const group = new ChildGroup(this.#options);
    this.#group = group;
    const { child } = group;
    child.stdin.on('error', (error) => this.onerror?.(error));
    child.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
    child.stderr.on('data', (chunk: Buffer) => this.#hearStderr(chunk));
    const spawned = new Promise<void>((resolve) => child.once('spawn', resolve));
    void group.ended.then(async (how) => {
      // What it wrote last is still in the pipe.
      if (child.pid !== undefined) await closedWithin(child, this.#options.tuning.killAfterMs);
      this.#lose(`Its command ${how}${this.#lastWords ? ` and said last: ${this.#lastWords}` : ''}.`);
    });
    await Promise.race([spawned, group.ended]);
  }

  send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.#group?.child.stdin;
    if (this.#over || !stdin?.writable) return Promise.reject(new McpFailure('lost', 'Its command has ended.', true));
    // A server that does not read must not make us keep what we say to it.
    if (stdin.writableLength > this.#options.tuning.messageBytes) {
      this.#lose('It does not read what it is sent.');
      return Promise.reject(new McpFailure('lost', 'It does not read what it is sent.', true));
    }
    stdin.write(serializeMessage(message));
    return Promise.resolve();
  }

  async close(): Promise<void> {
    this.#end();
    await this.#group?.stop(this.#options.tuning.killAfterMs);
  }

  #read(chunk: Buffer): void {
    if (this.#over) return;
    const { flow } = this.#options;
    const flood = flow.bytes(chunk.length);
    if (flood) return this.#lose(flood);
    this.#lines.push(chunk, () => !this.#over);
    const long = flow.longMessage(this.#lines.pendingBytes);
    if (long) this.#lose(long);
  }

  #receive(line: string): void {
    if (line.trim() === '') return;
    const broken = this.#options.flow.longMessage(line.length) ?? this.#options.flow.messages(1);
    if (broken) return this.#lose(broken);
    let message: JSONRPCMessage;
    try {
      message = deserializeMessage(line);
    } catch {
      this.#stray(line);
      return;
    }
    this.onmessage?.(message);
  }

  #stray(line: string): void {
    this.#strayLines += 1;
    if (this.#strayLines > this.#options.tuning.strayLines)
      this.#lose(`It writes lines that are no JSON-RPC messages, such as: ${line.slice(0, 120)}`);
    else this.onerror?.(new Error(`A line that is no JSON-RPC message: ${line.slice(0, 120)}`));
  }

  #hearStderr(chunk: Buffer): void {
    if (this.#over) return;
    if (!this.#stderrFlow.admit(chunk.length, this.#options.nowMs()))
      return this.#lose(`It wrote more than ${this.#options.tuning.stderrBytes} bytes to its standard error at once.`);
    const words = chunk.subarray(-400).toString('utf8').trim().split('\n').at(-1) ?? '';
    if (words !== '') this.#lastWords = words.slice(0, 200);
  }

  #lose(sentence: string): void {
    if (this.#over) return;
    this.#options.onLost(sentence);
    void this.close().catch((error: unknown) => this.onerror?.(new Error(sentenceOf(error))));
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#lines.clear();
    this.onclose?.();
  }
}

function closedWithin(child: ChildGroup['child'], ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (child.stdout.closed) resolve();
  else child.once('close', () => resolve());
  const timer = setTimeout(resolve, ms);
  return promise.finally(() => clearTimeout(timer));
}
