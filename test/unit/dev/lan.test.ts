import { X509Certificate } from 'node:crypto';
import { mkdtempSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { ensureCertificate } from '../../../server/dev/certificate.ts';
import { lanAddresses } from '../../../server/dev/lan-address.ts';
import { startTlsProxy } from '../../../server/dev/tls-proxy.ts';

const DAY_MS = 24 * 3600 * 1000;
const folder = () => mkdtempSync(join(tmpdir(), 'parley-tls-'));
const address = (ip: string, internal = false) => ({
  address: ip,
  family: 'IPv4' as const,
  internal,
  netmask: '255.255.255.0',
  mac: '',
  cidr: null,
});

test('the network a person is on comes before virtual ones, and loopback is none', () => {
  const interfaces = {
    lo: [address('127.0.0.1', true)],
    docker0: [address('172.17.0.1')],
    wlan0: [address('192.168.1.20')],
    eth1: [address('169.254.3.4')],
  };
  expect(lanAddresses(interfaces)).toEqual(['192.168.1.20', '172.17.0.1']);
});

test("the certificate names this machine's addresses, is kept, and its key is the owner's alone", async () => {
  const where = folder();
  const first = await ensureCertificate(where, ['192.168.1.20']);
  const certificate = new X509Certificate(first.cert);
  expect(
    [certificate.checkIP('192.168.1.20'), certificate.checkIP('127.0.0.1'), certificate.checkHost('localhost')].every(
      Boolean,
    ),
  ).toBe(true);
  expect(statSync(first.keyPath).mode & 0o777).toBe(0o600);
  expect((await ensureCertificate(where, ['192.168.1.20'])).cert).toBe(first.cert);
});

test('a new address or a certificate that is about to end makes a new one', async () => {
  const where = folder();
  const first = await ensureCertificate(where, ['192.168.1.20']);
  const moved = await ensureCertificate(where, ['10.0.0.7']);
  expect(moved.cert).not.toBe(first.cert);
  expect((await ensureCertificate(where, ['10.0.0.7'], Date.now() + 370 * DAY_MS)).cert).not.toBe(moved.cert);
});

test('bytes pass the TLS proxy both ways, and stopping it ends open connections', async () => {
  const echo = createServer((socket) => socket.pipe(socket));
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  const target = echo.address();
  if (typeof target !== 'object' || !target) throw new Error('no address');
  const { cert, key } = await ensureCertificate(folder(), []);
  const proxy = await startTlsProxy({ cert, key, listenHost: '127.0.0.1', listenPort: 0, targetPort: target.port });
  const socket = connect({ port: proxy.port, host: '127.0.0.1', ca: cert, servername: 'localhost' });
  const heard = new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
  socket.write('hello');
  expect(await heard).toBe('hello');
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => {});
  await proxy.stop();
  await closed;
  echo.close();
});
