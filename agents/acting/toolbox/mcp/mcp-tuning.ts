/**
 * The bounds and deadlines of an MCP connection in one place, so that a test can make them small. Where a number has a
 * source, it is named beside it; the others are many times what a well-behaved server needs.
 */

export interface McpTuning {
  /** From the start of the connection to the answer to `initialize`. A command that installs itself first needs long. */
  initialiseDeadlineMs: number;
  /** One page of `tools/list`. */
  listDeadlineMs: number;
  /** One message or answer. A screenshot in base64 is 1 to 3 MB; an answer is cut far below this before a model sees it. */
  messageBytes: number;
  /** In one window of `floodWindowMs`, of all that a server sends unasked or asked. */
  floodMessages: number;
  floodBytes: number;
  floodWindowMs: number;
  /** So often in one window may the stream that carries what a server says unasked end and be opened again. */
  streamsOpened: number;
  /** What a command may write to its standard error in one window. It is read and thrown away but for its last line. */
  stderrBytes: number;
  /** So many lines that are no JSON-RPC, in all of a connection: a banner is forgiven, a log on standard output is not. */
  strayLines: number;
  /** Between SIGTERM and SIGKILL. */
  killAfterMs: number;
  /** Wait before the first new attempt; doubles up to `longestBackoffMs`. */
  firstBackoffMs: number;
  longestBackoffMs: number;
  /** A run waits this long for a connection that is being made again, then it is told that there is none. */
  patienceMs: number;
  /** A connection that lived so long has not failed at once: the backoff begins anew. */
  steadyAfterMs: number;
}

export const mcpTuning: McpTuning = {
  initialiseDeadlineMs: 30_000,
  listDeadlineMs: 15_000,
  messageBytes: 4 * 1024 * 1024,
  floodMessages: 2_000,
  floodBytes: 64 * 1024 * 1024,
  floodWindowMs: 10_000,
  streamsOpened: 30,
  stderrBytes: 4 * 1024 * 1024,
  strayLines: 100,
  killAfterMs: 2_000,
  firstBackoffMs: 250,
  longestBackoffMs: 60_000,
  patienceMs: 2_000,
  steadyAfterMs: 10_000,
};
