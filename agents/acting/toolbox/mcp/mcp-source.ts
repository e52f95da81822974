/**
 * An MCP server as a source of tools: lists what it offers, runs one, and tells when the list changes. Connects when it is
 * first asked and again after the connection was lost. The schema check, limits, retries and health are the toolbox's;
 * a run never rejects.
 */
import { realClock, type Timer } from '../../../../media/clock.ts';
import type { Source, SourceResult, SourceRun, SourceTool } from '../source.ts';
import { hiddenValues } from './hidden-values.ts';
import type { McpConnection } from './mcp-connection.ts';
import { callAnswer, contentResult } from './mcp-content.ts';
import { endpointOf, secretsOf } from './mcp-endpoint.ts';
import { failureResult, McpFailure, sentenceOf } from './mcp-failure.ts';
import { McpLink } from './mcp-link.ts';
import { listedBy, MOST_TOOLS } from './mcp-listing.ts';
import type { McpLog } from './mcp-log.ts';
import { withCompensation } from './mcp-look-up.ts';
import { isOffered, type McpConfig, toolsOf } from './mcp-tools.ts';
import { type McpTuning, mcpTuning } from './mcp-tuning.ts';

export interface McpSourceDeps {
  env(name: string): string | undefined;
  /** The working directory of a command. */
  catalogDir: string;
  log: McpLog;
  nowMs(): number;
}

/** The name under which the idempotency key travels in a call's `_meta`. */
const CALL_KEY = 'parley/callKey';
const LONGEST_CONTEXT = 4_000;
/** A server that changes its list often is asked for it once. */
const SETTLE_MS = 100;

export function openMcpSource(config: McpConfig, deps: McpSourceDeps, tuning: McpTuning = mcpTuning): Source {
  const { name } = config;
  const hide = hiddenValues(secretsOf(config, deps.env));
  const log: McpLog = {
    info: (fields, sentence) => deps.log.info(fields, hide(sentence)),
    warn: (fields, sentence) => deps.log.warn(fields, hide(sentence)),
  };
  let listener: (() => void) | undefined;
  let settling: Timer | undefined;
  let instructions: string | undefined;
  /** All that the server offers, also what the agent does not see: a look-up may be among it. */
  const everything = { ...config, include: undefined, exclude: undefined };
  let known = new Map<string, SourceTool>();

  const listChanged = (): void => {
    settling ??= realClock.setTimer(SETTLE_MS, () => {
      settling = undefined;
      listener?.();
    });
  };
  let oddities = 0;
  const link = new McpLink<McpConnection>({
    name,
    tuning,
    nowMs: deps.nowMs,
    log,
    onBack: listChanged,
    async open(signal) {
      const endpoint = endpointOf(config, deps.env, deps.catalogDir);
      const { openConnection } = await import('./mcp-connection.ts');
      const onOddity = (sentence: string): void => {
        oddities += 1;
        // The first few say what there is to say.
        if (oddities <= 10) log.info({ source: name }, sentence);
      };
      const { nowMs } = deps;
      return openConnection({ name, endpoint, tuning, nowMs, onListChanged: listChanged, onOddity }, signal);
    },
  });

  async function call(operation: string, input: unknown, run: SourceRun): Promise<SourceResult> {
    const params = { name: operation, arguments: input ?? {}, _meta: { [CALL_KEY]: run.callKey } };
    for (let again = true; ; again = false) {
      let connection: McpConnection | undefined;
      try {
        connection = await link.connection(run.signal);
        const answer = await connection.request({ method: 'tools/call', params }, callAnswer, run.signal);
        return contentResult(answer);
      } catch (error) {
        const sessionGone = error instanceof McpFailure && error.kind === 'session-gone';
        if (sessionGone && connection) link.drop(connection, error.message);
        if (sessionGone && again) continue;
        return failureResult(error, connection !== undefined);
      }
    }
  }
  const shownCall = async (operation: string, input: unknown, run: SourceRun): Promise<SourceResult> => {
    const result = await call(operation, input, run);
    return { ...result, text: hide(result.text) };
  };

  async function listOnce(signal: AbortSignal): Promise<unknown[]> {
    const connection = await link.connection(signal);
    instructions = connection.instructions && hide(connection.instructions).slice(0, LONGEST_CONTEXT);
    if (!connection.hasTools) throw new McpFailure('refused', `The MCP server ${name} offers no tools.`);
    try {
      const { listed, whole } = await listedBy(connection, tuning.listDeadlineMs, signal);
      if (!whole)
        log.warn({ source: name }, `The list of tools of ${name} does not end: at most ${MOST_TOOLS} are used.`);
      return listed;
    } catch (error) {
      if (error instanceof McpFailure && error.kind === 'session-gone') link.drop(connection, error.message);
      throw error;
    }
  }

  return {
    kind: 'mcp',
    name,

    async list(signal) {
      try {
        const listed = await listOnce(signal).catch((error: unknown) => {
          if (error instanceof McpFailure && error.kind === 'session-gone') return listOnce(signal);
          throw error;
        });
        known = new Map(toolsOf(listed, everything).tools.map((tool) => [tool.operation, tool]));
        const { tools, dropped } = toolsOf(listed, config);
        for (const sentence of dropped) log.warn({ source: name }, sentence);
        return tools.map(({ ...tool }) => {
          tool.description = hide(tool.description);
          tool.label = hide(tool.label);
          return withCompensation(tool, { config, known: (operation) => known.get(operation), call: shownCall });
        });
      } catch (error) {
        throw new Error(hide(sentenceOf(error)));
      }
    },

    async run(run) {
      if (!isOffered(run.operation, config))
        return { outcome: 'failed', text: `The agent may not use "${run.operation}" of ${name}.`, noEffect: true };
      return shownCall(run.operation, run.input, run);
    },

    context: () => instructions,

    onListChanged(told) {
      listener = told;
    },

    async close() {
      listener = undefined;
      settling?.clear();
      await link.close();
    },
  };
}
