/**
 * Every way in which a person or a machine says "stop" to this process, as one AbortSignal. A terminal, npm and the
 * bootstrap each deliver the same Ctrl-C, so several within a moment are one; a later one means "now".
 */
const SAME_PRESS_MS = 1500;

/** `onHurry` is called when the wish is repeated. */
export function stopSignals(onHurry: () => void): AbortSignal {
  const stopping = new AbortController();
  let firstMs = 0;
  const stop = (why: string) => {
    if (!stopping.signal.aborted) {
      firstMs = performance.now();
      stopping.abort(new Error(why));
    } else if (performance.now() - firstMs > SAME_PRESS_MS) onHurry();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  // The bootstrap was killed outright: nobody is left to stop us later.
  if (process.channel) {
    process.on('disconnect', () => stop('the starting process is gone'));
    process.channel.unref();
  }
  return stopping.signal;
}
