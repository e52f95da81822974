/**
 * The environment turned into one nested, typed object that may be logged: no secret is in it. Alternatives are tagged
 * unions; settings that contradict each other stop the start with a sentence.
 */
import { hostname } from 'node:os';
import path from 'node:path';
import { type DatabaseFiles, databaseFiles } from '../../agents/log/database-files.ts';
import { EnvironmentError } from '../../agents/settings/env.ts';
import type { ServerEnv } from './env.ts';

export interface ServerConfig {
  environment: 'development' | 'production' | 'test';
  logLevel: ServerEnv['LOG_LEVEL'];
  listen: {
    host: string;
    /** 0: any free one. */
    port: number;
    tls: { kind: 'off' } | { kind: 'files'; certPath: string; keyPath: string };
  };
  reachableAs: {
    /** Host names beyond loopback, lower case, some with a port. */
    hosts: string[];
    lan: boolean;
    trustedProxies: string[];
  };
  livekit: {
    /** Where this process reaches LiveKit. */
    url: string;
    /** Where browsers reach it. */
    publicUrl: string;
  };
  /** Name the worker registers under; empty when it takes every room. */
  agentName: string;
  dataDir: string;
  /** The file every process of this installation opens. */
  database: DatabaseFiles;
  /** Undefined: everything is kept. */
  retentionDays: number | undefined;
  catalogDir: string;
  webClientDir: string;
  toolWorker: { kind: 'url'; url: string } | { kind: 'none' };
  workerStatus: { kind: 'url'; url: string } | { kind: 'none' };
}

const list = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '');

function urlOf(name: string, text: string, schemes: readonly string[]): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !schemes.includes(url.protocol)) {
    throw new EnvironmentError(
      `${name}=${JSON.stringify(text)} is not a URL that starts with ${schemes.map((s) => `${s}//`).join(' or ')}.`,
    );
  }
  return text.replace(/\/+$/, '');
}

const HTTP = ['http:', 'https:'] as const;
const LIVEKIT = ['ws:', 'wss:', 'http:', 'https:'] as const;

function listenOf(env: ServerEnv): ServerConfig['listen'] {
  const { PARLEY_TLS_CERT: certPath, PARLEY_TLS_KEY: keyPath } = env;
  if ((certPath === undefined) !== (keyPath === undefined)) {
    const [given, missing] =
      certPath === undefined ? ['PARLEY_TLS_KEY', 'PARLEY_TLS_CERT'] : ['PARLEY_TLS_CERT', 'PARLEY_TLS_KEY'];
    throw new EnvironmentError(`${given} is set but ${missing} is not: HTTPS needs both files.`);
  }
  const tls =
    certPath !== undefined && keyPath !== undefined
      ? ({ kind: 'files', certPath, keyPath } as const)
      : ({ kind: 'off' } as const);
  return { host: env.PARLEY_HOST, port: env.PORT, tls };
}

function livekitOf(env: ServerEnv): ServerConfig['livekit'] {
  if (env.LIVEKIT_URL === undefined) {
    throw new EnvironmentError(
      'LIVEKIT_URL is not set: the server needs the LiveKit that npm start brings up, or the address of yours.',
    );
  }
  const url = urlOf('LIVEKIT_URL', env.LIVEKIT_URL, LIVEKIT);
  const publicUrl = urlOf('LIVEKIT_PUBLIC_URL', env.LIVEKIT_PUBLIC_URL ?? url, LIVEKIT).replace(/^http/, 'ws');
  const { hostname, protocol } = new URL(publicUrl);
  if (env.PARLEY_TLS_CERT !== undefined && protocol === 'ws:' && !/^(localhost|127\..*|\[::1\])$/.test(hostname)) {
    throw new EnvironmentError(
      `The page is served over HTTPS, but LIVEKIT_PUBLIC_URL=${JSON.stringify(publicUrl)} is not wss://: a browser refuses to mix the two.`,
    );
  }
  return { url, publicUrl };
}

/** Throws `EnvironmentError` with one sentence when two settings cannot both be meant. */
export function serverConfig(env: ServerEnv): ServerConfig {
  const optionalUrl = (name: string, text: string | undefined): { kind: 'url'; url: string } | { kind: 'none' } =>
    text === undefined ? { kind: 'none' } : { kind: 'url', url: urlOf(name, text, HTTP) };
  return {
    environment: env.PARLEY_ENV,
    logLevel: env.LOG_LEVEL,
    listen: listenOf(env),
    reachableAs: {
      // On its network a machine is also called by its bare name.
      hosts: [...list(env.PARLEY_ALLOWED_HOSTS), ...(env.PARLEY_LAN === 'on' ? [hostname().toLowerCase()] : [])],
      lan: env.PARLEY_LAN === 'on',
      trustedProxies: list(env.PARLEY_TRUSTED_PROXIES),
    },
    livekit: livekitOf(env),
    agentName: env.PARLEY_AGENT_NAME,
    dataDir: path.resolve(env.PARLEY_DATA_DIR),
    database: databaseFiles(env.PARLEY_DATA_DIR, env.DATABASE_URL),
    retentionDays: env.PARLEY_RETENTION_DAYS,
    catalogDir: path.resolve(env.PARLEY_CATALOG),
    webClientDir: path.resolve(env.PARLEY_WEB_CLIENT),
    toolWorker: optionalUrl('PARLEY_TOOL_WORKER_URL', env.PARLEY_TOOL_WORKER_URL),
    workerStatus: optionalUrl('PARLEY_WORKER_STATUS_URL', env.PARLEY_WORKER_STATUS_URL),
  };
}
