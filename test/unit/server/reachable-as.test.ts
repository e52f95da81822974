/** Which Host and Origin the server answers to: the defence against DNS rebinding and foreign pages. */
import { expect, test } from 'vitest';
import { answersToHost, answersToOrigin } from '../../../server/plugins/reachable-as.ts';
import { testApp, withKey } from './test-app.ts';

const alone = { hosts: [], lan: false };
const lan = { hosts: [], lan: true };
const named = { hosts: ['voice.example.com', 'dev.example.com:8443'], lan: false };

test.each([
  '127.0.0.1',
  '127.0.0.1:8080',
  'localhost:8080',
  'LOCALHOST',
  'app.localhost:1',
  '[::1]:8080',
  '[::1]',
  '127.8.9.10',
  'localhost.',
])('this machine (%s) is always answered', (host) => {
  expect(answersToHost(host, alone)).toBe(true);
});

test.each([
  undefined,
  '',
  'evil.com',
  '127.0.0.1.evil.com',
  'localhost.evil.com',
  'evillocalhost',
  'evil.com:8080',
  '127.0.0.1@evil.com',
  '192.168.1.5',
  'mybox.local',
  'a b',
  'localhost:notaport',
  '[::1',
  '0x7f.1',
  '[::ffff:8.8.8.8]',
  'localhost/..',
])('another name (%s) is not answered', (host) => {
  expect(answersToHost(host, alone)).toBe(false);
});

test.each([
  '192.168.1.5:8080',
  '10.0.0.7',
  '172.16.0.1',
  '172.31.255.1:1',
  '169.254.1.1',
  'mybox.local:8080',
  '[fe80::1]:8080',
  '[fd00::2]',
])('on a LAN the private name %s is answered', (host) => {
  expect(answersToHost(host, lan)).toBe(true);
});

test.each([
  '8.8.8.8',
  '172.32.0.1',
  '192.169.1.1',
  'evil.com',
  '10.0.0.7.evil.com',
  'evil.com.local.evil',
  'a.b.local',
])('on a LAN the public name %s is not', (host) => {
  expect(answersToHost(host, lan)).toBe(false);
});

test('a configured name is answered, with any port unless one was configured', () => {
  expect(answersToHost('voice.example.com:99', named)).toBe(true);
  expect(answersToHost('Voice.Example.Com', named)).toBe(true);
  expect(answersToHost('dev.example.com:8443', named)).toBe(true);
  expect(answersToHost('dev.example.com', named)).toBe(false);
});

test('a page may call the server it came from, a configured one, and no other', () => {
  expect(answersToOrigin(undefined, '127.0.0.1:8080', alone)).toBe(true);
  expect(answersToOrigin('http://127.0.0.1:8080', '127.0.0.1:8080', alone)).toBe(true);
  expect(answersToOrigin('https://voice.example.com', '127.0.0.1:8080', named)).toBe(true);
  for (const origin of [
    'http://127.0.0.1:3000',
    'http://evil.com',
    'null',
    '',
    'file://',
    'http://127.0.0.1:8080.evil.com',
    'chrome-extension://abc',
    'http://',
  ]) {
    expect(answersToOrigin(origin, '127.0.0.1:8080', alone), origin).toBe(false);
  }
});

test('a rebound name or a foreign page is refused on every route but probes, even with a key', async () => {
  await using app = await testApp();
  for (const url of ['/', '/api/agents', '/api/status', '/api/openapi.json', '/nowhere']) {
    const rebound = await app.inject({ url, headers: { host: 'evil.com', ...withKey } });
    expect([rebound.statusCode, rebound.json().error.code], url).toEqual([403, 'host_refused']);
    const foreign = await app.inject({ url, headers: { host: 'localhost', origin: 'https://evil.com', ...withKey } });
    expect([foreign.statusCode, foreign.json().error.code], url).toEqual([403, 'origin_refused']);
  }
  expect((await app.inject({ url: '/healthz', headers: { host: '10.1.2.3' } })).statusCode).toBe(200);
});
