/** A process that is ready at once and ends when it is told to: stands for the worker and the tool-worker. */
setInterval(() => {}, 60_000);
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
process.send?.({ type: 'ready', pid: process.pid });
