/**
 * Taking back what a task did that cannot be finished: in reverse order, what its tools can undo, each once. What
 * cannot be taken back is said, and so is what nobody knows.
 */
import type { Tool, ToolContext } from '../acting/tool.ts';
import { marked } from '../observation/schema.ts';
import type { TaskAct } from './fold-task.ts';
import { mayRepeat } from './task-act.ts';
import type { TaskAgent } from './task-agent.ts';
import type { TaskJournal } from './task-journal.ts';

const UNDO_DEADLINE_MS = 30_000;

/** Effects that stand, the last first. */
function standing(
  acts: Iterable<TaskAct>,
  tools: TaskAgent['tools'],
): Required<Pick<TaskAct, 'intent' | 'finished'>>[] {
  return [...acts]
    .flatMap(({ intent, finished, undone }) =>
      intent && !intent.read && finished?.outcome === 'ok' && !undone && tools.get(intent.tool)?.tier !== 'read'
        ? [{ intent, finished }]
        : [],
    )
    .sort((a, b) => b.finished.seq - a.finished.seq);
}

export async function takeBack(
  journal: TaskJournal,
  agent: Pick<TaskAgent, 'tools'>,
  contextOf: (callKey: string, signal: AbortSignal) => ToolContext,
  signal: AbortSignal,
): Promise<void> {
  for (const { intent, finished } of standing(journal.work.acts.values(), agent.tools)) {
    const { step, tool: name, callKey } = intent;
    const tool = agent.tools.get(name);
    const begun = journal.work.acts.get(callKey)?.undoing !== undefined;
    const facts = { type: 'undone', step, tool: name, callKey } as const;
    if (!tool?.undo) {
      await journal.append({
        ...facts,
        outcome: 'impossible',
        result: marked(`${tool?.label ?? name} cannot be undone.`),
      });
      continue;
    }
    if (begun && !mayRepeat(tool)) {
      const text = `${tool.label}: undoing it was interrupted, and may or may not have worked.`;
      await journal.append({ ...facts, outcome: 'impossible', result: marked(text) });
      continue;
    }
    await journal.append({ type: 'undoing', step, tool: name, callKey });
    const result = await undo(
      tool,
      intent.arguments.private,
      finished.result.private,
      (stop) => contextOf(callKey, stop),
      signal,
    );
    await journal.append({ ...facts, outcome: result.ok ? 'ok' : 'error', result: marked(result.text) });
  }
}

async function undo(
  tool: Tool,
  argumentsJson: string,
  result: string,
  contextOf: (signal: AbortSignal) => ToolContext,
  signal: AbortSignal,
): Promise<{ ok: boolean; text: string }> {
  const either = AbortSignal.any([signal, AbortSignal.timeout(UNDO_DEADLINE_MS)]);
  const { promise: late, reject } = Promise.withResolvers<never>();
  const stop = () => reject(new Error(`no answer in ${UNDO_DEADLINE_MS} ms`));
  either.addEventListener('abort', stop, { once: true });
  try {
    const text = await Promise.race([tool.undo?.(JSON.parse(argumentsJson), result, contextOf(either)) ?? '', late]);
    return { ok: true, text };
  } catch (error) {
    signal.throwIfAborted();
    return {
      ok: false,
      text: `${tool.label} could not be undone: ${error instanceof Error ? error.message : String(error)}`,
    };
  } finally {
    either.removeEventListener('abort', stop);
  }
}

/** What a failed task says of what it had done. Pure. */
export function aftermath(acts: Iterable<TaskAct>, tools: TaskAgent['tools']): string {
  const label = (tool: string): string => tools.get(tool)?.label ?? tool;
  const taken: string[] = [];
  const left: string[] = [];
  const unsure: string[] = [];
  for (const { intent, finished, undone } of acts) {
    if (!intent || intent.read) continue;
    if (undone?.outcome === 'ok') taken.push(label(intent.tool));
    else if (finished?.outcome === 'ok') left.push(label(intent.tool));
    else if (finished?.outcome === 'unknown') unsure.push(label(intent.tool));
  }
  const sentences = [
    taken.length > 0 && `I took back: ${taken.join(', ')}.`,
    left.length > 0 && `I could not take back: ${left.join(', ')}.`,
    unsure.length > 0 && `I do not know whether this happened: ${unsure.join(', ')}.`,
  ];
  return sentences.filter((sentence) => sentence !== false).join(' ');
}
