/**
 * A small company's HTTP service for tests: orders behind a token, with its OpenAPI document at `/openapi.json`, and the
 * bad days of such services (slow, failing, huge, redirecting, echoing what it was sent).
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';

export const ORDER_TOKEN = 'orders-token-5f2c9a';

export interface OrderService {
  url: string;
  /** What arrived, in order: method, address as sent, headers. */
  seen: { method: string; url: string; headers: Record<string, unknown>; body: unknown }[];
  /** What the other host got: nothing, ever. */
  elsewhere: string[];
  orders: Map<string, { id: string; item: string; count: number; key: string | undefined }>;
  close(): Promise<void>;
}

export async function startOrderService(): Promise<OrderService> {
  const elsewhere: string[] = [];
  const other = createServer((request, response) => {
    elsewhere.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`);
    response.end('{}');
  });
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const otherUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;

  const app = Fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 5_000 } });
  const seen: OrderService['seen'] = [];
  const orders: OrderService['orders'] = new Map();
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  app.addHook('preHandler', async (request, reply) => {
    if (request.url === '/openapi.json') return;
    seen.push({ method: request.method, url: request.url, headers: request.headers, body: request.body });
    if (request.headers.authorization !== `Bearer ${ORDER_TOKEN}`) {
      await reply.code(401).send({ message: 'A token is needed.' });
    }
  });
  app.get('/openapi.json', () => orderDocument());
  app.get('/v1/orders', (request) => {
    const { key } = request.query as { key?: string };
    return [...orders.values()].filter((order) => key === undefined || order.key === key);
  });
  app.get('/v1/orders/:id', async (request, reply) => {
    const order = orders.get((request.params as { id: string }).id);
    return order ?? reply.code(404).type('application/problem+json').send({ title: 'Gone', detail: 'No such order.' });
  });
  app.post('/v1/orders', async (request, reply) => {
    const header = request.headers['idempotency-key'];
    const key = typeof header === 'string' ? header : undefined;
    const known = [...orders.values()].find((order) => key !== undefined && order.key === key);
    if (known) return known;
    const { item, count } = request.body as { item: string; count: number };
    if (count > 100) return reply.code(422).send({ message: 'Too many.', errors: [{ field: 'count', most: 100 }] });
    const order = { id: `o-${orders.size + 1}`, item, count, key };
    orders.set(order.id, order);
    return reply.code(201).send(order);
  });
  app.delete('/v1/orders/:id', async (request, reply) => {
    orders.delete((request.params as { id: string }).id);
    return reply.code(204).send();
  });
  app.put('/v1/orders/:id/note', (request) => ({ id: (request.params as { id: string }).id, body: request.body }));
  app.post('/v1/form', (request) => ({ got: request.body }));
  app.get('/v1/echo/:part', (request) => ({ url: request.url, headers: request.headers }));
  app.get('/v1/slow', () => new Promise(() => {}));
  app.get('/v1/status/:code', async (request, reply) => {
    const code = Number((request.params as { code: string }).code);
    if (code === 429) reply.header('retry-after', '7');
    return reply.code(code).send({ error: { message: `as asked: ${code}` } });
  });
  app.get('/v1/huge', async (_request, reply) => {
    reply.type('text/plain');
    return reply.send('x'.repeat(6_000_000));
  });
  app.get('/v1/picture', async (_request, reply) => reply.type('image/png').send(Buffer.alloc(321, 7)));
  app.get('/v1/away', async (_request, reply) => reply.redirect(`${otherUrl}/caught`, 302));
  app.get('/v1/moved', async (_request, reply) => reply.redirect('/v1/orders', 301));
  app.get('/v1/circle', async (_request, reply) => reply.redirect('/v1/circle', 307));
  app.post('/v1/moved', async (_request, reply) => reply.redirect('/v1/orders', 302));
  app.get('/v1/broken-off', (request) => {
    request.raw.socket.destroy();
    return new Promise(() => {});
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    url,
    seen,
    elsewhere,
    orders,
    async close() {
      await app.close();
      other.closeAllConnections();
      other.close();
    },
  };
}

const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const plain = { responses: { 200: { description: 'as it is' } } };

function orderDocument() {
  return {
    openapi: '3.0.3',
    info: { title: 'Orders', description: 'What customers ordered.', version: '1' },
    servers: [{ url: '/{version}', variables: { version: { default: 'v1' } } }],
    paths: {
      '/orders': {
        get: {
          operationId: 'findOrders',
          summary: 'Find orders',
          parameters: [{ name: 'key', in: 'query', schema: { type: 'string' } }],
          ...plain,
        },
        post: {
          operationId: 'placeOrder',
          summary: 'Place an order',
          parameters: [{ name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string' } }],
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/NewOrder' } } },
          },
          ...plain,
        },
      },
      '/orders/{id}': {
        parameters: [id],
        get: { operationId: 'getOrder', ...plain },
        delete: { operationId: 'cancelOrder', ...plain },
      },
      '/orders/{id}/note': {
        put: {
          operationId: 'setNote',
          parameters: [id],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['id'],
                  properties: { id: { type: 'string' }, text: { type: 'string', nullable: true } },
                },
              },
            },
          },
          ...plain,
        },
      },
      '/form': {
        post: {
          operationId: 'sendForm',
          requestBody: {
            required: true,
            content: {
              'application/x-www-form-urlencoded': {
                schema: { type: 'object', properties: { a: { type: 'string' }, list: { type: 'array', items: {} } } },
              },
            },
          },
          ...plain,
        },
      },
      '/echo/{part}': {
        get: {
          operationId: 'echo',
          parameters: [
            { name: 'part', in: 'path', required: true, schema: { type: 'string' } },
            { name: 'filter', in: 'query', style: 'deepObject', schema: { type: 'object' } },
            { name: 'tags', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
            { name: 'ids', in: 'query', explode: false, schema: { type: 'array', items: { type: 'string' } } },
            { name: 'X-Trace', in: 'header', schema: { type: 'string' } },
            { name: 'Authorization', in: 'header', schema: { type: 'string' } },
            { name: 'seen', in: 'cookie', schema: { type: 'string' } },
          ],
          ...plain,
        },
      },
      '/slow': { get: { operationId: 'slow', ...plain } },
      '/status/{code}': {
        get: { operationId: 'status', parameters: [{ ...id, name: 'code', schema: { type: 'integer' } }], ...plain },
      },
      '/huge': { get: { operationId: 'huge', ...plain } },
      '/picture': { get: { operationId: 'picture', ...plain } },
      '/away': { get: { operationId: 'away', ...plain } },
      '/moved': { get: { operationId: 'moved', ...plain }, post: { operationId: 'movedWrite', ...plain } },
      '/circle': { get: { operationId: 'circle', ...plain } },
      '/broken-off': { get: { ...plain } },
    },
    components: {
      schemas: {
        NewOrder: {
          type: 'object',
          required: ['id', 'item', 'count'],
          properties: {
            id: { type: 'string', readOnly: true },
            item: { type: 'string' },
            count: { type: 'integer', minimum: 0, exclusiveMinimum: true },
          },
        },
      },
    },
  };
}
