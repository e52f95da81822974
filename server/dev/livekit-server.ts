/**
 * Starts a real livekit-server and waits until it answers. Used by `npm start` and by the integration tests alike.
 * Finding or installing the program is `livekit-binary.ts`; its settings are `livekit.yaml`.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, howItEnded, startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { ensureLivekitBinary, type LivekitProgram } from './livekit-binary.ts';
import { fillLivekitConfig } from './livekit-config.ts';
import { answersHttp, waitUntilAnswers } from './wait-until-answers.ts';

export interface LivekitServerOptions {
  /** Where its configuration and log go. */
  dataDir: string;
  /** Where the program is kept; unset: `<dataDir>/bin`. */
  binDir?: string;
  /** Signalling port; 0 or unset: a free one. A preferred port that is taken is replaced by a free one. */
  port?: number;
  /** Key pair; unset: a random one. */
  keys?: { apiKey: string; apiSecret: string };
  /** Room events are posted there. */
  webhookUrl?: string;
  /** Address browsers send media to; unset: loopback, and then nothing but loopback is listened on. */
  nodeIp?: string;
  /** Certificate file it trusts for the webhook, when our own server speaks HTTPS with a self-signed one. */
  trustedCertPath?: string;
  /** A preferred port that is taken is an error: others know this server by it. */
  strictPort?: boolean;
  signal?: AbortSignal;
  /** Progress of an installation, and lines a person should see. */
  say?: (line: string) => void;
}

export interface LivekitServer {
  /** ws://127.0.0.1:<port> */
  url: string;
  port: number;
  apiKey: string;
  apiSecret: string;
  pid: number;
  child: Child;
  stop(): Promise<void>;
}

// A port found free may be gone a moment later when several stacks start at once.
const ATTEMPTS = 4;
const ANSWER_DEADLINE_MS = 20_000;
// The first SIGTERM waits for callers to leave; the second does not.
const STOP = { graceMs: 4000, urgeMs: 300 };
const LOOPBACK = '127.0.0.1';
const TEMPLATE = join(import.meta.dirname, '..', '..', 'livekit.yaml');

export async function startLivekitServer(options: LivekitServerOptions): Promise<LivekitServer> {
  const program = await ensureLivekitBinary({
    binDir: options.binDir ?? join(options.dataDir, 'bin'),
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.say ? { say: options.say } : {}),
  });
  const keys = options.keys ?? {
    apiKey: `key${randomBytes(6).toString('hex')}`,
    apiSecret: randomBytes(32).toString('base64url'),
  };
  for (let attempt = 1; ; attempt++) {
    const wanted = attempt === 1 || options.strictPort ? (options.port ?? 0) : 0;
    const port = options.strictPort && wanted ? wanted : await freePort(wanted);
    const started = await startOnce(program, port, keys, options);
    if (!('portTaken' in started)) return started;
    if (attempt === ATTEMPTS)
      throw new Error(
        `livekit-server found its ports taken ${ATTEMPTS} times in a row. Its last words:\n${started.portTaken}`,
      );
  }
}

async function startOnce(
  program: LivekitProgram,
  port: number,
  keys: { apiKey: string; apiSecret: string },
  options: LivekitServerOptions,
): Promise<LivekitServer | { portTaken: string }> {
  const nodeIp = options.nodeIp ?? LOOPBACK;
  const config = fillLivekitConfig(readFileSync(TEMPLATE, 'utf8'), {
    port,
    udpPort: await freePort(port + 2, 'udp', nodeIp),
    // Its TCP listener takes no address: off where only this machine may reach it, and UDP over loopback never fails.
    tcpPort: nodeIp === LOOPBACK ? 0 : await freePort(port + 1, 'tcp', '0.0.0.0'),
    bind: LOOPBACK,
    nodeIp,
    ...keys,
    webhookUrl: options.webhookUrl,
  });
  const runDir = join(options.dataDir, 'run');
  mkdirSync(runDir, { recursive: true });
  const configFile = join(runDir, `livekit-${port}.yaml`);
  writeFileSync(configFile, config, { mode: 0o600 });

  const logFile = join(options.dataDir, 'logs', 'livekit-server.log');
  const child = await startChild({
    name: 'livekit-server',
    command: program.command,
    args: program.args(configFile),
    logFile,
    env: { ...process.env, ...(options.trustedCertPath ? { SSL_CERT_FILE: options.trustedCertPath } : {}) },
  });
  const http = `http://${LOOPBACK}:${port}`;
  const answers = answersHttp(http);
  const ended = (): string | undefined => {
    const exit = child.exit();
    return (
      exit && `livekit-server ended ${howItEnded(exit)} (configuration ${configFile}, log ${logFile}):\n${child.tail()}`
    );
  };
  try {
    // Its own death is found out at once, not at the deadline.
    await waitUntilAnswers(async () => (ended() ? undefined : answers()), {
      what: `livekit-server at ${http}`,
      deadlineMs: ANSWER_DEADLINE_MS,
      signal: options.signal,
    });
  } catch (error) {
    await child.stop({ graceMs: 1000 });
    throw error;
  }
  const failure = ended();
  if (failure && /address already in use/i.test(failure)) return { portTaken: failure };
  if (failure) throw new Error(failure);
  return { url: http.replace('http', 'ws'), port, ...keys, pid: child.pid, child, stop: () => child.stop(STOP) };
}
