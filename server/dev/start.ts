/**
 * `npm start`: brings up everything a call needs, says `ready` when one would be answered, and takes it all down again
 * with one Ctrl-C. Order and supervision are `local-stack.ts`; this file talks to the person.
 */
import { databaseFiles } from '../../agents/log/database-files.ts';
import { readServerEnv } from '../config/env.ts';
import { callReadiness } from './call-readiness.ts';
import { ensureCertificate } from './certificate.ts';
import { dataFolder } from './data-folder.ts';
import { checkLivekitUrl } from './doctor-livekit.ts';
import { humanLine } from './human-line.ts';
import { lanAddresses } from './lan-address.ts';
import { type LanPlan, type LocalStack, startLocalStack } from './local-stack.ts';
import { openBrowser } from './open-browser.ts';
import { pagePort } from './page-port.ts';
import { prepareDataFolder } from './prepare-data-folder.ts';
import { chooseAndExplain } from './provider-choice.ts';
import { claimDataFolder } from './single-instance.ts';
import { ensureSpeechTools } from './speech-tools.ts';
import { parseStartOptions, START_USAGE } from './start-options.ts';
import { stopSignals } from './stop-signals.ts';
import { waitUntilAnswers } from './wait-until-answers.ts';
import { ensureWebClientBuilt } from './web-client-build.ts';

const READY_DEADLINE_MS = 90_000;
const WARN = 40;
const ERROR = 50;

const say = (line: string) => console.log(line);
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function main(): Promise<void> {
  const options = parseStartOptions(process.argv.slice(2));
  if (options === 'help') return say(START_USAGE);
  const env: Record<string, string | undefined> = { ...process.env };
  // A misspelt or malformed setting stops the start here, with its sentence, and not in one of five processes.
  const settings = readServerEnv(env);
  databaseFiles(settings.PARLEY_DATA_DIR, settings.DATABASE_URL);
  const livekit = await checkLivekitUrl(env);
  if (livekit?.state === 'broken') throw new Error(livekit.text);
  const data = dataFolder();
  prepareDataFolder(data.root);
  const claim = await claimDataFolder(data.root);
  const stopping = stopSignals(() => {
    say('stopping now');
    process.exit(1);
  });

  let stack: LocalStack | undefined;
  let exitCode = 0;
  let ready = false;
  // Builders and installers end with us, also when the start fails for a reason of its own.
  const over = new AbortController();
  const signal = AbortSignal.any([stopping, over.signal]);
  try {
    const lan = options.lan ? await planLan(data.tls) : undefined;
    const port = await pagePort(env.PORT, lan ? '0.0.0.0' : '127.0.0.1');
    const page = ensureWebClientBuilt({ signal, say });
    page.catch(() => {});
    const tools = ensureSpeechTools(env, data, { signal, say });
    tools.catch(() => {});
    const givenUp = Promise.withResolvers<never>();
    givenUp.promise.catch(() => {});
    stack = await startLocalStack({
      env,
      data,
      parts: ['livekit', 'chroma', 'tool-worker', 'server', 'worker'],
      pagePort: port,
      livekitPort: 7880,
      lan,
      beforeToolWorker: tools,
      chooseProviders: async (stackEnv) => {
        return chooseAndExplain({ ...stackEnv, ...(await tools) }, say);
      },
      say,
      onLine: (name, line) => printLine(name, line, { verbose: options.verbose, ready }),
      onGivenUp: (_part, sentence) => givenUp.reject(new Error(sentence)),
      signal,
    });
    for (const problem of stack.problems) say(problem);
    await page;
    const { pageUrl } = stack;
    await untilAnswered(pageUrl, lan, signal);
    ready = true;
    if (lan) say(`This certificate is our own: the browser will ask once whether to trust ${lan.address}.`);
    say(`ready ${pageUrl}`);
    if (options.open) openBrowser(pageUrl);
    await Promise.race([
      givenUp.promise,
      new Promise<void>((resolve) => stopping.addEventListener('abort', () => resolve(), { once: true })),
    ]);
  } catch (error) {
    if (!stopping.aborted) {
      console.error(messageOf(error));
      exitCode = 1;
    }
  }
  if (stopping.aborted) say('stopping');
  over.abort(new Error('The start is over.'));
  await stack?.stop();
  claim.release();
  process.exit(exitCode);
}

async function planLan(folder: string): Promise<LanPlan> {
  const addresses = lanAddresses();
  const [address] = addresses;
  if (!address)
    throw new Error(
      '--lan needs a network, and this machine has no address but its own loopback: connect it, or start without --lan.',
    );
  return { address, ...(await ensureCertificate(folder, addresses)) };
}

/** Waits until the server says that a call would be answered; the failure says what is missing. */
async function untilAnswered(pageUrl: string, lan: LanPlan | undefined, signal: AbortSignal): Promise<void> {
  const whyNot = async (): Promise<string | undefined> => {
    try {
      const status = await callReadiness(pageUrl, lan?.cert);
      if (!status.ready) return status.missing.join(' ') || 'the server says that it is not ready';
      for (const sentence of status.degraded) say(sentence);
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  };
  await waitUntilAnswers(whyNot, { what: 'A call', deadlineMs: READY_DEADLINE_MS, everyMs: 100, signal });
}

/** Warnings and worse; an error before `ready` is not printed, because the failure that follows carries it. */
function printLine(name: string, line: string, { verbose, ready }: { verbose: boolean; ready: boolean }): void {
  const human = humanLine(line);
  const wanted = human !== undefined && human.level >= WARN && (ready || human.level < ERROR);
  if (verbose || wanted) say(`${name}: ${human?.text ?? line}`);
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exit(1);
});
