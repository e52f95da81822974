/**
 * Watches the memory of its process from a thread, and ends the process when there is too much of it. The heap limit of
 * the engine does not count what parsers unpack into buffers, and a parser that is busy cannot watch itself.
 */

/** Twice what the largest picture and the largest PDF of the limits take. */
const MOST_BYTES = 900e6;
const LOOK_EVERY_MS = 20;

setInterval(() => {
  if (process.memoryUsage.rss() > MOST_BYTES) process.kill(process.pid, 'SIGKILL');
}, LOOK_EVERY_MS);
