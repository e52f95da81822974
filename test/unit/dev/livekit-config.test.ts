import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fillLivekitConfig } from '../../../server/dev/livekit-config.ts';

const values = {
  port: 7880,
  udpPort: 7882,
  tcpPort: 0,
  bind: '127.0.0.1',
  nodeIp: '127.0.0.1',
  apiKey: 'key',
  apiSecret: 'secret',
  webhookUrl: 'http://127.0.0.1:8080/hook',
};
const template = readFileSync(join(import.meta.dirname, '../../../livekit.yaml'), 'utf8');

test('the documented configuration is filled in completely', () => {
  const filled = fillLivekitConfig(template, values);
  expect(
    filled
      .split('\n')
      .filter((line) => !line.trim().startsWith('#'))
      .join('\n'),
  ).not.toContain('${');
  expect(filled).toContain('key: secret');
  expect(filled).toContain('urls: ["http://127.0.0.1:8080/hook"]');
});

test('media stays on loopback until the machine is to be reached from elsewhere', () => {
  expect(fillLivekitConfig(template, values)).toContain('includes: ["127.0.0.0/8"]');
  expect(fillLivekitConfig(template, { ...values, nodeIp: '192.168.1.20' })).toContain('includes: ["0.0.0.0/0"]');
});

test('a mistyped name in the configuration is named', () => {
  expect(() => fillLivekitConfig(`port: \${LIVEKIT_PROT}`, values)).toThrow(
    `uses \${LIVEKIT_PROT}, which the starter does not know`,
  );
});
