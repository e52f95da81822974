/** Ready, then dead: stands for a program with a mistake in it. */
process.send?.({ type: 'ready' });
setTimeout(() => process.exit(3), 20);
