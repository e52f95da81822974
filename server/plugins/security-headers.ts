/**
 * What browsers are told to allow: our own files and LiveKit, nothing inline, nobody's frame. Pure but for the hook.
 */
import type { FastifyInstance } from 'fastify';

/** Where the page's scripts may connect: here, and to LiveKit over its signalling socket and its HTTP checks. */
export function connectSources(publicUrl: string): string[] {
  const url = new URL(publicUrl);
  const secure = url.protocol === 'wss:' || url.protocol === 'https:';
  const hosts = [url.host];
  // LiveKit Cloud moves a client to a region's own host name.
  if (url.hostname.endsWith('.livekit.cloud')) hosts.push('*.livekit.cloud');
  return [
    "'self'",
    ...hosts.flatMap((host) => [`${secure ? 'wss' : 'ws'}://${host}`, `${secure ? 'https' : 'http'}://${host}`]),
  ];
}

export function contentSecurityPolicy(publicUrl: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${connectSources(publicUrl).join(' ')}`,
    "media-src 'self' blob: mediastream:",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function sendSecurityHeaders(app: FastifyInstance, publicUrl: string): void {
  const headers = {
    'Content-Security-Policy': contentSecurityPolicy(publicUrl),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'microphone=(self), camera=(self), display-capture=(self), geolocation=()',
  };
  app.addHook('onRequest', async (_request, reply) => {
    void reply.headers(headers);
  });
  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api/') && !reply.hasHeader('Cache-Control'))
      void reply.header('Cache-Control', 'no-store');
  });
}
