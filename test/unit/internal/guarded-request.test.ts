/** What may be named from outside is never reached inside this network, not even by a name that changes its answer. */
import dns from 'node:dns';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { guardedRequest } from '../../../agents/internal/guarded-request.ts';
import { postSigned } from '../../../agents/internal/post-signed.ts';
import { isPrivateAddress } from '../../../agents/internal/private-address.ts';
import { ensureCertificate } from '../../../server/dev/certificate.ts';

const asked: string[] = [];
const names: string[] = [];
const answer = (request: IncomingMessage, response: { end(): void }): void => {
  asked.push(`${request.socket.localAddress} ${request.headers.host}`);
  response.end();
};
const folder = mkdtempSync(join(tmpdir(), 'parley-guarded-'));
const server = createServer(answer);
let secureServer: ReturnType<typeof createSecureServer>;
let port = 0;
let securePort = 0;

beforeAll(async () => {
  const { cert, key } = await ensureCertificate(folder, []);
  secureServer = createSecureServer(
    { cert, key, SNICallback: (name, done) => done(null, void names.push(name)) },
    answer,
  );
  await Promise.all(
    [server, secureServer].map((one) => new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))),
  );
  port = (server.address() as AddressInfo).port;
  securePort = (secureServer.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
  secureServer.close();
  rmSync(folder, { recursive: true, force: true });
});

const real = { lookup: dns.lookup, promised: dns.promises.lookup };
afterEach(() => {
  dns.lookup = real.lookup;
  dns.promises.lookup = real.promised;
  syncBuiltinESMExports();
  asked.length = 0;
});

/** A name server whose answer to `rebound.test` is another each time. */
function answerInTurn(...answers: string[][]): { looks(): number } {
  let looks = 0;
  const next = () => (answers[Math.min(looks++, answers.length - 1)] ?? []).map((address) => ({ address, family: 4 }));
  const lookup = (
    _host: string,
    _options: dns.LookupAllOptions,
    done: (error: null, found: dns.LookupAddress[]) => void,
  ) => done(null, next());
  Object.assign(dns, { lookup });
  Object.assign(dns.promises, { lookup: async () => next() });
  syncBuiltinESMExports();
  return { looks: () => looks };
}

function ask(url: string, mayReach: (address: string) => boolean): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = guardedRequest(new URL(url), { mayReach }, {});
    sent.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });
}

it('connects to the address that was checked, whatever the name says afterwards', async () => {
  const named = answerInTurn(['127.0.0.1'], ['127.0.0.9']);
  expect(await ask(`http://rebound.test:${port}/`, (address) => address === '127.0.0.1')).toBe(200);
  expect(asked).toEqual([`127.0.0.1 rebound.test:${port}`]);
  expect(named.looks()).toBe(1);
});

it('reaches nothing when one of several addresses is closed', async () => {
  answerInTurn(['127.0.0.1', '10.0.0.1']);
  await expect(ask(`http://rebound.test:${port}/`, (address) => address === '127.0.0.1')).rejects.toThrow(
    'rebound.test is an address of this network (10.0.0.1)',
  );
  expect(asked).toEqual([]);
});

it('still checks a certificate against the name, and asks for it by the name', async () => {
  answerInTurn(['127.0.0.1']);
  await expect(ask(`https://rebound.test:${securePort}/`, () => true)).rejects.toThrow(/certificate/);
  expect(names).toEqual(['rebound.test']);
  expect(asked).toEqual([]);
});

it('a webhook whose name answers with an open address first and a closed one then posts nothing inside', async () => {
  answerInTurn(['192.0.2.1'], ['127.0.0.1']);
  const settings = { secret: undefined, privateAddresses: false };
  const soon = AbortSignal.timeout(1_500);
  const outcome = await postSigned(
    `http://rebound.test:${port}/`,
    { secret: 'of this network' },
    'k',
    settings,
    0,
    soon,
  );
  expect(outcome.taken).toBe(false);
  expect(asked).toEqual([]);
});

it.each([
  'http://127.0.0.1',
  'http://2130706433',
  'http://0177.0.0.1',
  'http://0x7f.1',
  'http://[::1]',
  'http://[::ffff:7f00:1]',
  'http://0.0.0.0',
])('a webhook at %s is an address of this network however it is spelled, and not tried again', async (origin) => {
  const settings = { secret: undefined, privateAddresses: false };
  const outcome = await postSigned(`${origin}:${port}/`, {}, 'k', settings, 0, AbortSignal.timeout(5_000));
  expect(outcome).toMatchObject({ taken: false, permanent: true });
  expect(outcome).toHaveProperty('why', expect.stringContaining('is an address of this network'));
  expect(asked).toEqual([]);
});

it.each([
  ['0.0.0.0', true],
  ['::', true],
  ['::127.0.0.1', true],
  ['fe80::1%eth0', true],
  ['::ffff:0:127.0.0.1', true],
  ['2001:0:53aa:64c:0:fbff:5601:f4fe', true],
  ['64:ff9b::7f00:1', true],
  ['::ffff:8.8.8.8', false],
  ['8.8.8.8', false],
])('%s is closed: %s', (address, is) => {
  expect(isPrivateAddress(address)).toBe(is);
});
