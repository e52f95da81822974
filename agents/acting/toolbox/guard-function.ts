/**
 * A function of the agent itself behind the operators' switches: refused while it is off, stopped when it is switched
 * off as it runs. What was stopped and writes may have acted.
 */
import type { Tool } from '../tool.ts';
import { UnknownOutcomeError } from '../unknown-outcome.ts';
import type { ToolboxWatch } from './toolbox-watch.ts';

/** The class under which functions are switched off as a whole. */
const FUNCTIONS = 'function';
/** Never refused for silence: without them nobody could leave, nor ask for a person. */
const OF_THE_LINE = new Set(['end_call', 'call_person', 'hand_over', 'return_to']);

export function guardFunction(tool: Tool, watch: ToolboxWatch): Tool {
  const subject = { tool: tool.name, source: tool.source?.name ?? FUNCTIONS, tier: tool.tier };
  return {
    ...tool,
    async run(input, context) {
      const refusal = watch.refusal(subject, OF_THE_LINE.has(tool.name));
      if (refusal !== undefined) throw new Error(refusal);
      const watched = watch.watch(subject);
      const signal = AbortSignal.any([context.signal, watched.signal]);
      const { promise: stopped, reject } = Promise.withResolvers<never>();
      const onAbort = () => reject(watched.signal.reason);
      watched.signal.addEventListener('abort', onAbort, { once: true });
      try {
        return await Promise.race([tool.run(input, { ...context, signal }), stopped]);
      } catch (error) {
        if (!watched.signal.aborted) throw error;
        const { reason } = watched.signal;
        const sentence = reason instanceof Error ? reason.message : String(reason);
        throw tool.tier === 'read' ? new Error(sentence) : new UnknownOutcomeError(sentence);
      } finally {
        watched.done();
        watched.signal.removeEventListener('abort', onAbort);
      }
    },
  };
}
