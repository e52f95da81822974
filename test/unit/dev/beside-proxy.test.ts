/** What the processes of the stack are told of the proxy in a person's environment. */
import { describe, expect, it } from 'vitest';
import { besideProxy } from '../../../server/dev/beside-proxy.ts';
import { stackEnvironment } from '../../../server/dev/stack-environment.ts';

const proxy = 'http://proxy.example:3128';
const here = 'ws://127.0.0.1:7880';

describe('a proxy in the environment', () => {
  it('is not between the agent and the LiveKit of this machine, whichever way it is written', () => {
    const env = stackEnvironment(
      { HTTP_PROXY: proxy, http_proxy: proxy, HTTPS_PROXY: proxy },
      {
        livekitUrl: here,
        toolWorkerUrl: 'http://127.0.0.1:1',
        workerStatusUrl: 'http://127.0.0.1:2',
        pagePort: 8080,
        dataDir: '/data',
      },
      { livekit: { apiKey: 'k', apiSecret: 's' }, internalToken: 't', apiKeys: 'local:key' },
    );
    expect(env).not.toHaveProperty('HTTP_PROXY');
    expect(env).not.toHaveProperty('http_proxy');
    expect(env).toMatchObject({ HTTPS_PROXY: proxy, NO_PROXY: 'localhost,127.0.0.1,::1' });
  });

  it('stays before a LiveKit elsewhere, unless NO_PROXY lists it', () => {
    const given = { HTTP_PROXY: proxy, no_proxy: '.example.org, 10.0.0.7:7880' };
    expect(besideProxy(given, 'ws://livekit.example.com:7880')).toMatchObject({ HTTP_PROXY: proxy });
    expect(besideProxy(given, 'ws://livekit.example.org:7880')).not.toHaveProperty('HTTP_PROXY');
    expect(besideProxy(given, 'ws://10.0.0.7:7880')).not.toHaveProperty('HTTP_PROXY');
    expect(besideProxy({ ...given, NO_PROXY: '*' }, 'ws://anywhere.example')).not.toHaveProperty('HTTP_PROXY');
    expect(besideProxy(given, 'wss://livekit.example.org')).toMatchObject({ HTTP_PROXY: proxy });
  });

  it('that is none changes nothing', () => {
    const given = { PATH: '/bin', NO_PROXY: 'x' };
    expect(besideProxy(given, here)).toBe(given);
  });
});
