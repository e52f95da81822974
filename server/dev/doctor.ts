/** `npm run doctor`: one line per thing a call needs: what was found, or what to do. `-- providers` speaks one real turn, `-- sherpa` fetches that model. */
import { readServerEnv } from '../config/env.ts';
import { dataFolder } from './data-folder.ts';
import { broken, type Finding, findingLine } from './doctor-check.ts';
import { checkLivekitUrl } from './doctor-livekit.ts';
import {
  checkBrowser,
  checkChroma,
  checkDisk,
  checkKeys,
  checkLivekitServer,
  checkLoopback,
  checkNode,
  checkPocketSphinx,
  checkPorts,
} from './doctor-machine.ts';
import { checkProviders } from './doctor-providers.ts';
import { checkSherpa, fetchSherpa } from './doctor-sherpa.ts';

const env: Record<string, string | undefined> = { ...process.env };
const words = process.argv.slice(2);
const [word] = words;
if (words.length > 1 || (word !== undefined && word !== 'providers' && word !== 'sherpa')) {
  console.error(`npm run doctor knows only "providers" and "sherpa", not ${JSON.stringify(words.join(' '))}.`);
  process.exit(2);
}

function checkSettings(): Finding | undefined {
  try {
    readServerEnv(env);
    return undefined;
  } catch (error) {
    return broken('Settings', error instanceof Error ? error.message : String(error));
  }
}

const data = dataFolder();
const print = (finding: Finding | undefined): Finding | undefined => {
  if (finding) console.log(findingLine(finding));
  return finding;
};
const findings: (Finding | undefined)[] = [];
const settings = checkSettings();
findings.push(print(settings));
if (word === 'providers') {
  if (!settings) for await (const finding of checkProviders(env, data)) findings.push(print(finding));
} else if (word === 'sherpa') {
  if (!settings) findings.push(print(await fetchSherpa(env, data)));
} else {
  const checks = [
    checkNode(),
    checkLivekitServer(env, data),
    checkLivekitUrl(env),
    checkChroma(env, data),
    checkPocketSphinx(data),
    checkSherpa(data),
    checkBrowser(),
    checkPorts(env),
    checkDisk(data),
    checkLoopback(),
    checkKeys(env, data),
  ];
  for (const check of checks) findings.push(print(await check));
}
process.exit(findings.some((finding) => finding?.state === 'broken') ? 1 : 0);
