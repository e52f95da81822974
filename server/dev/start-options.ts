/** The words after `npm start --`, and nothing else. Pure. */

export interface StartOptions {
  open: boolean;
  lan: boolean;
  verbose: boolean;
}

export const START_USAGE = `npm start -- [--no-open] [--lan] [--verbose]
  --no-open  do not open a browser
  --lan      serve HTTPS to the local network, so that a phone may use its microphone
  --verbose  print every log line, not only warnings`;

/** Throws a sentence for a word it does not know. */
export function parseStartOptions(words: readonly string[]): StartOptions | 'help' {
  const options: StartOptions = { open: true, lan: false, verbose: false };
  for (const word of words) {
    if (word === '--no-open') options.open = false;
    else if (word === '--lan') options.lan = true;
    else if (word === '--verbose') options.verbose = true;
    else if (word === '--help' || word === '-h') return 'help';
    else throw new Error(`npm start does not know ${JSON.stringify(word)}.\n${START_USAGE}`);
  }
  return options;
}
