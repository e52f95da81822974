/** The environment of the server: what it means, what it refuses and what it never shows. */
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { keyHolder, parseApiKeys } from '../../../server/config/api-keys.ts';
import { serverConfig } from '../../../server/config/config.ts';
import { documentedEnvironment, readServerEnv, serverEnv } from '../../../server/config/env.ts';
import { nearestName } from '../../../server/config/nearest-name.ts';
import { loadSecrets } from '../../../server/config/secrets.ts';
import { listenUrl, sentenceOfListenFailure } from '../../../server/listen-url.ts';

const LIVEKIT = {
  LIVEKIT_URL: 'ws://127.0.0.1:7880',
  LIVEKIT_API_KEY: 'devkey',
  LIVEKIT_API_SECRET: 'livekit-secret-livekit-secret-1234',
};
const configOf = (env: Record<string, string> = {}) => serverConfig(readServerEnv({ ...LIVEKIT, ...env }));

test('without settings the server is on this machine only, at port 8080, without TLS', () => {
  expect(configOf()).toMatchObject({
    environment: 'development',
    listen: { host: '127.0.0.1', port: 8080, tls: { kind: 'off' } },
    reachableAs: { hosts: [], lan: false, trustedProxies: [] },
    livekit: { url: 'ws://127.0.0.1:7880', publicUrl: 'ws://127.0.0.1:7880' },
    agentName: 'parley',
    toolWorker: { kind: 'none' },
    workerStatus: { kind: 'none' },
  });
});

test('an empty agent name means that every room gets the agent', () => {
  expect(configOf({ PARLEY_AGENT_NAME: '' }).agentName).toBe('');
});

test.each([
  ['PORT', '80800', 'PORT="80800"'],
  ['PORT', 'http', 'PORT="http"'],
  ['PORT', '-1', 'PORT="-1"'],
  ['PORT', '80.5', 'PORT="80.5"'],
  ['PARLEY_ENV', 'prod', 'PARLEY_ENV="prod"'],
  ['PARLEY_LAN', 'yes', 'PARLEY_LAN="yes"'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL="loud"'],
  ['LIVEKIT_URL', '127.0.0.1:7880', 'LIVEKIT_URL="127.0.0.1:7880"'],
  ['LIVEKIT_URL', 'ftp://x', 'LIVEKIT_URL="ftp://x"'],
  ['LIVEKIT_PUBLIC_URL', 'media.example.com', 'LIVEKIT_PUBLIC_URL="media.example.com"'],
  ['PARLEY_TOOL_WORKER_URL', 'ws://x', 'PARLEY_TOOL_WORKER_URL="ws://x"'],
  ['PARLEY_WORKER_STATUS_URL', 'nine', 'PARLEY_WORKER_STATUS_URL="nine"'],
  ['PARLEY_TLS_CERT', '/cert.pem', 'PARLEY_TLS_KEY is not'],
  ['PARLEY_TLS_KEY', '/key.pem', 'PARLEY_TLS_CERT is not'],
  ['PARLEY_API_KEY', 'a:b', 'did you mean PARLEY_API_KEYS?'],
  ['PARLEY_ENDPOINTING', '200', 'did you mean PARLEY_ENDPOINTING_MS?'],
  ['PARLEY_ALOWED_HOSTS', 'x', 'did you mean PARLEY_ALLOWED_HOSTS?'],
])('%s=%s stops the start with a sentence', (name, value, says) => {
  expect(() => configOf({ [name]: value })).toThrow(says);
});

test('a database that is not there is refused without showing its password', () => {
  expect(() => configOf({ DATABASE_URL: 'postgres://me:hunter2@db/x' })).toThrow(
    /^(?!.*hunter2)DATABASE_URL=postgres:.* postgres is not supported.*sqlite:<path>/,
  );
});

test('the server opens the file that DATABASE_URL names, as every other process does', () => {
  expect(configOf({ DATABASE_URL: 'sqlite:/var/parley/calls.db', PARLEY_DATA_DIR: '/data' }).database).toEqual({
    file: '/var/parley/calls.db',
    masterKeyFile: '/data/secrets/master-key',
  });
});

test('a page over HTTPS needs a LiveKit over WSS, but on this machine', () => {
  const tls = { PARLEY_TLS_CERT: 'c', PARLEY_TLS_KEY: 'k' };
  expect(() => configOf({ ...tls, LIVEKIT_PUBLIC_URL: 'ws://192.168.1.5:7880' })).toThrow('is not wss://');
  expect(configOf({ ...tls, LIVEKIT_PUBLIC_URL: 'wss://192.168.1.5:7443/' }).livekit.publicUrl).toBe(
    'wss://192.168.1.5:7443',
  );
  expect(configOf(tls).listen.tls).toEqual({ kind: 'files', certPath: 'c', keyPath: 'k' });
});

test('LiveKit is needed', async () => {
  expect(() => serverConfig(readServerEnv({}))).toThrow('LIVEKIT_URL is not set');
  await expect(loadSecrets(readServerEnv({ LIVEKIT_API_KEY: 'k' }))).rejects.toThrow('LIVEKIT_API_SECRET');
});

test('lists are read whatever their spaces and capitals', () => {
  expect(configOf({ PARLEY_ALLOWED_HOSTS: ' Voice.Example.com, dev:8443 ,' }).reachableAs.hosts).toEqual([
    'voice.example.com',
    'dev:8443',
  ]);
});

test('the configuration may be logged: no secret is in it', () => {
  const secret = 'very-secret-very-secret-very-secret-1';
  const config = configOf({
    LIVEKIT_API_SECRET: secret,
    PARLEY_API_KEYS: `ops:${secret}`,
    PARLEY_COOKIE_SECRET: secret,
    PARLEY_INTERNAL_TOKEN: secret,
    OPENAI_API_KEY: secret,
  });
  expect(JSON.stringify(config)).not.toContain(secret);
});

test('secrets that are not given are made once, for the owner only, and found again', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-secrets-'));
  const env = readServerEnv({ ...LIVEKIT, PARLEY_DATA_DIR: folder });
  const [first, second] = await Promise.all([loadSecrets(env), loadSecrets(env)]);
  expect(second).toEqual(first);
  expect(await loadSecrets(env)).toEqual(first);
  expect(first.apiKeys[0]?.name).toBe('local');
  for (const file of ['api-key', 'cookie-secret']) {
    expect((await stat(path.join(folder, 'secrets', file))).mode & 0o777).toBe(0o600);
  }
  expect((await readFile(path.join(folder, 'secrets', 'api-key'), 'utf8')).trim()).toBe(
    `local:${first.apiKeys[0]?.key}`,
  );
  await writeFile(path.join(folder, 'secrets', 'cookie-secret'), '');
  await expect(loadSecrets(env)).rejects.toThrow('is empty: delete it');
});

test.each([
  ['nokey', 'Entry 1'],
  [':0123456789abcdef', 'Entry 1'],
  ['a b:0123456789abcdef', 'Entry 1'],
  ['ops:short', '"ops"'],
  ['ops:0123456789 abcdef', '"ops"'],
  ['ops:0123456789abcdef,ops:fedcba9876543210', '"ops" twice'],
  ['ops:0123456789abcdef,dev:0123456789abcdef', 'the key of another'],
  ['ops:0123456789abcdef,', 'Entry 2'],
])('the API keys %j are refused without being shown', (text, says) => {
  expect(() => parseApiKeys(text)).toThrow(says);
  expect(() => parseApiKeys(text)).not.toThrow('0123456789');
});

test('a presented key is known by its holder, whole or not at all', () => {
  const keys = parseApiKeys('ops:0123456789abcdef, dev:fedcba9876543210:with-colon');
  expect(keyHolder(keys, '0123456789abcdef')).toBe('ops');
  expect(keyHolder(keys, 'fedcba9876543210:with-colon')).toBe('dev');
  for (const wrong of ['', '0123456789abcde', '0123456789abcdef0', 'ops:0123456789abcdef'])
    expect(keyHolder(keys, wrong)).toBeUndefined();
});

test('every variable is documented once, in a sentence, with its default', () => {
  const documented = documentedEnvironment();
  expect(documented.map(({ name }) => name)).toEqual(Object.keys(serverEnv.shape));
  for (const { name, description } of documented) expect(description.length, name).toBeGreaterThan(8);
  expect(documented).toContainEqual({ name: 'PORT', default: '8080', description: expect.stringContaining('Port') });
  expect(documented).toContainEqual({
    name: 'PARLEY_API_KEYS',
    default: '',
    description: expect.stringContaining('name:key'),
  });
});

test('the nearest name is the one with the fewest edits', () => {
  expect(nearestName('helo', ['yellow', 'hello', 'help me'])).toBe('hello');
});

test('the address that is printed is one a browser of this machine can open', () => {
  const off = { host: '0.0.0.0', port: 0, tls: { kind: 'off' } } as const;
  const address = { address: '0.0.0.0', family: 'IPv4', port: 4321 };
  expect(listenUrl(address, off)).toBe('http://127.0.0.1:4321');
  expect(listenUrl(address, { host: '::1', port: 0, tls: { kind: 'files', certPath: 'c', keyPath: 'k' } })).toBe(
    'https://[::1]:4321',
  );
});

test('a port that cannot be used says what to do', () => {
  const listen = { host: '127.0.0.1', port: 80, tls: { kind: 'off' } } as const;
  const failure = (code: string) => sentenceOfListenFailure(Object.assign(new Error(code), { code }), listen);
  expect(failure('EADDRINUSE')).toBe('Port 80 on 127.0.0.1 is taken: stop what uses it, or set PORT to a free port.');
  expect(failure('EACCES')).toContain('above 1023');
  expect(failure('EADDRNOTAVAIL')).toContain('PARLEY_HOST="127.0.0.1"');
  expect(failure('EOTHER')).toContain('EOTHER');
});
