/**
 * A self-signed certificate for the local network, made once and again when the machine's addresses changed or a
 * month is left. Browsers warn about it once; after that a phone may use its microphone.
 */
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface Certificate {
  certPath: string;
  keyPath: string;
  /** PEM. */
  cert: string;
  key: string;
}

const DAY_MS = 24 * 3600 * 1000;
/** Apple's browsers refuse certificates that are valid for more than 398 days. */
const VALID_DAYS = 390;

export async function ensureCertificate(
  folder: string,
  addresses: readonly string[],
  nowMs: number = Date.now(),
): Promise<Certificate> {
  const certPath = join(folder, 'cert.pem');
  const keyPath = join(folder, 'key.pem');
  if (existsSync(certPath) && existsSync(keyPath)) {
    const cert = readFileSync(certPath, 'utf8');
    if (fits(cert, addresses, nowMs)) return { certPath, keyPath, cert, key: readFileSync(keyPath, 'utf8') };
  }
  const name = hostname().toLowerCase();
  const names = [...new Set(['localhost', name, name.endsWith('.local') ? name : `${name}.local`])];
  const made = await generate([{ name: 'commonName', value: 'Parley on this network' }], {
    keyType: 'ec',
    notBeforeDate: new Date(nowMs - DAY_MS),
    notAfterDate: new Date(nowMs + VALID_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...names.map((value) => ({ type: 2 as const, value })),
          ...['127.0.0.1', ...addresses].map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(certPath, made.cert);
  writeFileSync(keyPath, made.private, { mode: 0o600 });
  return { certPath, keyPath, cert: made.cert, key: made.private };
}

function fits(pem: string, addresses: readonly string[], nowMs: number): boolean {
  const certificate = new X509Certificate(pem);
  return (
    Date.parse(certificate.validTo) - nowMs > 30 * DAY_MS &&
    addresses.every((address) => certificate.checkIP(address) !== undefined)
  );
}
