/** What the processes of one stack are told about each other, as environment variables. Pure. */
import { join } from 'node:path';
import { besideProxy } from './beside-proxy.ts';
import type { StartSecrets } from './start-secrets.ts';

export type Environment = Record<string, string | undefined>;

export interface StackAddresses {
  livekitUrl: string;
  /** What browsers are told; unset: livekitUrl. */
  livekitPublicUrl?: string | undefined;
  chromaUrl?: string | undefined;
  toolWorkerUrl: string;
  workerStatusUrl: string;
  pagePort: number;
  dataDir: string;
  /** The local network is served too, under this address of the machine. */
  tls?: { certPath: string; keyPath: string; address: string } | undefined;
}

/** `given` is the person's own environment: what is set there wins, but for the addresses of what was started here. */
export function stackEnvironment(given: Environment, addresses: StackAddresses, secrets: StartSecrets): Environment {
  return {
    // The media library logs at debug level unless it is told that this is production.
    NODE_ENV: 'production',
    // Loading six processes' modules is most of a start; compiled code is kept between starts.
    NODE_COMPILE_CACHE: join(addresses.dataDir, 'compile-cache'),
    PARLEY_API_KEYS: secrets.apiKeys,
    PARLEY_INTERNAL_TOKEN: secrets.internalToken,
    LIVEKIT_API_KEY: secrets.livekit.apiKey,
    LIVEKIT_API_SECRET: secrets.livekit.apiSecret,
    ...withoutEmpty(besideProxy(given, addresses.livekitUrl)),
    LIVEKIT_URL: addresses.livekitUrl,
    ...(addresses.livekitPublicUrl ? { LIVEKIT_PUBLIC_URL: addresses.livekitPublicUrl } : {}),
    ...(addresses.chromaUrl ? { CHROMA_URL: addresses.chromaUrl } : {}),
    ...(addresses.tls ? lanSettings(given, addresses.tls) : {}),
    PARLEY_TOOL_WORKER_URL: addresses.toolWorkerUrl,
    PARLEY_WORKER_STATUS_URL: addresses.workerStatusUrl,
    PARLEY_WORKER_PORT: new URL(addresses.workerStatusUrl).port,
    PARLEY_DATA_DIR: addresses.dataDir,
    PORT: String(addresses.pagePort),
  };
}

/** An empty string means unset, but for the agent's name, where it means every room. */
const withoutEmpty = (given: Environment): Environment =>
  Object.fromEntries(Object.entries(given).filter(([name, value]) => value !== '' || name === 'PARLEY_AGENT_NAME'));

const lanSettings = (given: Environment, tls: NonNullable<StackAddresses['tls']>): Environment => ({
  PARLEY_TLS_CERT: tls.certPath,
  PARLEY_TLS_KEY: tls.keyPath,
  PARLEY_LAN: 'on',
  PARLEY_HOST: '0.0.0.0',
  // Not every network that is a person's own has private addresses.
  PARLEY_ALLOWED_HOSTS: [given.PARLEY_ALLOWED_HOSTS, tls.address].filter(Boolean).join(','),
});
