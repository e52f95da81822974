/** Asks the server whether a call would be answered, as a browser would reach it: over HTTP, or HTTPS with our own certificate. */
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';

export interface CallReadiness {
  ready: boolean;
  /** One sentence per part without which no call is answered. */
  missing: string[];
  /** One sentence per part that works less well than it could. */
  degraded: string[];
}

const REPLY_DEADLINE_MS = 5000;

/** `ca`: the certificate to trust, when it is our own. Rejects when nobody answers with a status. */
export function callReadiness(baseUrl: string, ca?: string): Promise<CallReadiness> {
  const url = `${baseUrl}/api/status`;
  return new Promise((resolve, reject) => {
    const onResponse = (response: IncomingMessage) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('error', reject);
      response.once('end', () => {
        try {
          resolve(readinessOf(JSON.parse(text)));
        } catch {
          reject(new Error(`${url} answers ${response.statusCode} without a status`));
        }
      });
    };
    const signal = AbortSignal.timeout(REPLY_DEADLINE_MS);
    const request = url.startsWith('https:')
      ? getHttps(url, { ca, signal }, onResponse)
      : getHttp(url, { signal }, onResponse);
    request.once('error', (error) => reject(new Error(`${url} refuses: ${error.message}`)));
  });
}

function readinessOf(body: unknown): CallReadiness {
  if (typeof body !== 'object' || body === null || !('ready' in body)) throw new Error('not a status');
  const sentences = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  return {
    ready: body.ready === true,
    missing: sentences('missing' in body ? body.missing : []),
    degraded: sentences('degraded' in body ? body.degraded : []),
  };
}
