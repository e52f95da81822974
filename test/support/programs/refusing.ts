/** Ends before it is ready, saying why in pino's form. */
console.log(
  JSON.stringify({ level: 60, time: 0, msg: 'PARLEY_ENDPOINTING_MS="soon" is not usable: it is not a number.' }),
);
process.exitCode = 1;
