/** Everything a client can get wrong: each is answered with a code, a sentence that shows the offending value, and nothing done. */
import { expect, test } from 'vitest';
import { createInMemoryEventLog } from '../../../agents/log/in-memory-event-log.ts';
import { logCall } from './logged-call.ts';
import { testApp, withKey } from './test-app.ts';

interface Case {
  name: string;
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  url: string;
  /** An object is sent as JSON; text and bytes as they are, said to be JSON. */
  body?: object | string | Buffer;
  headers?: Record<string, string>;
  status: number;
  code: string;
  /** What the message must contain. */
  says: string;
}

const token = (name: string, body: Case['body'], says: string, more: Partial<Case> = {}): Case => ({
  name: `token: ${name}`,
  method: 'POST',
  url: '/api/token',
  ...(body === undefined ? {} : { body }),
  status: 400,
  code: 'invalid_request',
  says,
  ...more,
});
const read = (url: string, status: number, code: string, says: string): Case => ({
  name: `read: ${url.slice(0, 60)} (${url.length} characters)`,
  url,
  headers: withKey,
  status,
  code,
  says,
});
const write = (
  name: string,
  url: string,
  body: Case['body'],
  status: number,
  code: string,
  says: string,
  headers: Record<string, string> = {},
): Case => ({
  name: `write: ${name}`,
  method: 'POST',
  url,
  ...(body === undefined ? {} : { body }),
  headers: { ...withKey, ...headers },
  status,
  code,
  says,
});

const MALFORMED = { code: 'malformed_body' };
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

const CASES: Case[] = [
  token('not JSON', '{room', '"{room"', MALFORMED),
  token('half an object', '{"participant_name": "A"', 'participant_name', MALFORMED),
  token('two values', '{}{}', '{}{}', MALFORMED),
  token(
    'not UTF-8',
    Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    '8 bytes is not valid UTF-8',
    MALFORMED,
  ),
  token('UTF-16', Buffer.from('{"participant_name":"A"}', 'utf16le'), 'not', MALFORMED),
  token('Latin-1', Buffer.from('{"participant_name":"Jos\u00e9"}', 'latin1'), 'not valid UTF-8', MALFORMED),
  token('a poisoned prototype', '{"__proto__": {"role": "admin"}}', '__proto__', MALFORMED),
  token('a poisoned constructor', '{"constructor": {"prototype": {"x": 1}}}', 'constructor', MALFORMED),
  token('a list', [], '[]'),
  token('a number', '42', '42'),
  token('a text', '"hello"', 'hello'),
  token('true', 'true', 'true'),
  token('a deep nest', nested(20_000), 'nested more than 100 deep', MALFORMED),
  token('an unknown field', { roomname: 'x' }, 'roomname'),
  token('camel case', { roomName: 'x' }, 'roomName'),
  token('a name that is a number', { participant_name: 7 }, '7'),
  token('a name that is null', { participant_name: null }, 'null'),
  token('an empty name', { participant_name: '' }, 'participant_name=""'),
  token('a name that is too long', { participant_name: 'x'.repeat(129) }, '128'),
  token('a name with a line break', { participant_name: 'a\nb' }, 'control character'),
  token('a name with a zero byte', { participant_name: 'a\u0000b' }, 'control character'),
  token('half a surrogate pair', '{"participant_name": "\\ud83d"}', 'Unicode'),
  token('a room that is a list', { room_name: ['a'] }, '["a"]', { headers: withKey }),
  token('a room that is too long', { room_name: 'r'.repeat(200) }, 'room_name="rrr', { headers: withKey }),
  token('attributes that are a list', { participant_attributes: ['a'] }, 'participant_attributes', {
    headers: withKey,
  }),
  token('an attribute that is a number', { participant_attributes: { age: 7 } }, 'participant_attributes.age=7', {
    headers: withKey,
  }),
  token('an attribute that is too long', { participant_attributes: { a: 'x'.repeat(5000) } }, '4000', {
    headers: withKey,
  }),
  token(
    'too many attributes',
    { participant_attributes: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`a${i}`, 'x'])) },
    '32',
    { headers: withKey },
  ),
  token('an attribute with an empty name', { participant_attributes: { '': 'x' } }, 'participant_attributes', {
    headers: withKey,
  }),
  token('metadata that is an object', { participant_metadata: { a: 1 } }, '{"a":1}', { headers: withKey }),
  token('a room configuration that is a text', { room_config: 'clerk' }, '"clerk"'),
  token('a recording in the room configuration', { room_config: { egress: {} } }, 'egress'),
  token('a room limit in the room configuration', { room_config: { max_participants: 1 } }, 'max_participants'),
  token('two agents', { room_config: { agents: [{ agent_name: 'clerk' }, { agent_name: 'companion' }] } }, 'agents'),
  token('agents that are a text', { room_config: { agents: 'clerk' } }, 'room_config.agents="clerk"'),
  token('an agent without a name', { room_config: { agents: [{}] } }, 'room_config.agents[0].agent_name'),
  token('an agent in camel case', { room_config: { agents: [{ agentName: 'clerk' }] } }, 'agent'),
  token('a deployment', { room_config: { agents: [{ agent_name: 'clerk', deployment: 'x' }] } }, 'deployment'),
  token('an unknown agent', { room_config: { agents: [{ agent_name: 'clark' }] } }, '"clark"', {
    code: 'unknown_agent',
  }),
  token('an agent with another case', { room_config: { agents: [{ agent_name: 'Clerk' }] } }, '"Clerk"', {
    code: 'unknown_agent',
  }),
  token('an agent named like a property', { room_config: { agents: [{ agent_name: '__proto__' }] } }, '__proto__', {
    code: 'unknown_agent',
  }),
  token('a reserved attribute', { participant_attributes: { 'sip.callID': 'x' } }, 'sip.callID', {
    code: 'reserved_attribute',
    headers: withKey,
  }),
  token('a body of 100 KB', { participant_name: 'x'.repeat(100_000) }, '65536', {
    status: 413,
    code: 'body_too_large',
  }),
  token('a body said to be shorter than it is', '{"participant_name":"A"}', 'ength', {
    code: 'malformed_request',
    headers: { 'content-length': '3' },
  }),
  token('a form', 'participant_name=A', 'application/x-www-form-urlencoded', {
    status: 415,
    code: 'unsupported_media_type',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }),
  token('plain text', '{}', 'text/plain', {
    status: 415,
    code: 'unsupported_media_type',
    headers: { 'content-type': 'text/plain' },
  }),
  token('a content type that is none', '{}', 'zzz', {
    status: 415,
    code: 'unsupported_media_type',
    headers: { 'content-type': 'zzz' },
  }),
  token('the wrong method', undefined, 'POST', { method: 'GET', status: 405, code: 'method_not_allowed' }),
  token('another wrong method', {}, 'POST', { method: 'PUT', status: 405, code: 'method_not_allowed' }),
  token('a foreign page', {}, 'https://evil.example', {
    status: 403,
    code: 'origin_refused',
    headers: { origin: 'https://evil.example' },
  }),
  token('a foreign host', {}, 'evil.example', { status: 403, code: 'host_refused', headers: { host: 'evil.example' } }),
  token('a wrong key', {}, 'not one of this server', {
    status: 401,
    code: 'key_unknown',
    headers: { authorization: 'Bearer 0123456789abcdef' },
  }),
  read('/api/nothing', 404, 'not_found', '/api/nothing'),
  read(`/api/${'x'.repeat(2000)}`, 404, 'not_found', 'characters'),
  read('/api/calls?limit=0', 400, 'invalid_request', 'limit="0"'),
  read('/api/calls?limit=many', 400, 'invalid_request', 'limit="many"'),
  read('/api/calls?limit=100000', 400, 'invalid_request', '500'),
  read('/api/calls?limit=1&limit=2', 400, 'invalid_request', 'limit'),
  read('/api/calls?status=dead', 400, 'invalid_request', 'status="dead"'),
  read('/api/calls?since=yesterday', 400, 'invalid_request', 'since="yesterday"'),
  read('/api/calls?sort=up', 400, 'invalid_request', 'sort'),
  read(`/api/calls/${'x'.repeat(230)}`, 400, 'invalid_request', '200'),
  read(`/api/calls/${'x'.repeat(600)}`, 404, 'not_found', 'x'),
  read('/api/calls/a%00b', 400, 'invalid_request', 'control character'),
  read('/api/calls/%zz', 400, 'malformed_request', '%zz'),
  read('/api/calls/over/events?after=-1', 400, 'invalid_request', 'after="-1"'),
  read('/api/calls/over/events?after=1.5', 400, 'invalid_request', 'after="1.5"'),
  {
    ...read('/api/calls/over/events', 400, 'invalid_request', 'Last-Event-ID="abc"'),
    name: 'read: a Last-Event-ID that is no number',
    headers: { ...withKey, accept: 'text/event-stream', 'last-event-id': 'abc' },
  },
  read('/api/memory', 400, 'invalid_request', 'user'),
  read('/api/memory?user=', 400, 'invalid_request', 'user=""'),
  read('/api/memory/me', 400, 'invalid_request', 'API key'),
  read('/api/memory/r1/versions', 400, 'invalid_request', 'user'),
  write('a message without text', '/api/calls/live/messages', {}, 400, 'invalid_request', 'text'),
  write('an empty message', '/api/calls/live/messages', { text: '' }, 400, 'invalid_request', 'text=""'),
  write('a huge message', '/api/calls/live/messages', { text: 'x'.repeat(4001) }, 400, 'invalid_request', '4000'),
  write(
    'a message with a bell character',
    '/api/calls/live/messages',
    { text: 'ding\u0007' },
    400,
    'invalid_request',
    'control character',
  ),
  write(
    'a message of 300 KB',
    '/api/calls/live/messages',
    { text: 'x'.repeat(300_000) },
    413,
    'body_too_large',
    '262144',
  ),
  write('a message to a call that is over', '/api/calls/over/messages', { text: 'x' }, 409, 'call_over', '"over"'),
  write('a message to no call', '/api/calls/nope/messages', { text: 'x' }, 404, 'call_not_found', '"nope"'),
  write('no body', '/api/calls/live/messages', undefined, 400, 'invalid_request', 'request'),
  write('a key that is too long', '/api/calls/live/end', {}, 400, 'invalid_request', 'idempotency-key', {
    'idempotency-key': 'k'.repeat(200),
  }),
  write('an end with a wrong reason', '/api/calls/live/end', { reason: 5 }, 400, 'invalid_request', 'reason=5'),
  write('a search of nobody', '/api/memory/search', { query: 'name' }, 400, 'invalid_request', 'user'),
  write(
    'a search for too much',
    '/api/memory/search',
    { user: 'u', query: 'q', limit: 1000 },
    400,
    'invalid_request',
    'limit=1000',
  ),
  write(
    'a roll back to nothing',
    '/api/memory/r1/rollback',
    { user: 'u', version: 0 },
    400,
    'invalid_request',
    'version=0',
  ),
  {
    name: 'delete: a memory without a user',
    method: 'DELETE',
    url: '/api/memory',
    headers: withKey,
    status: 400,
    code: 'invalid_request',
    says: 'user',
  },
  {
    name: 'delete: a memory with a foreign page',
    method: 'DELETE',
    url: '/api/memory/me',
    headers: { origin: 'null' },
    status: 403,
    code: 'origin_refused',
    says: 'null',
  },
  {
    name: 'webhook: unsigned',
    method: 'POST',
    url: '/api/livekit/webhook',
    body: '{"event":"room_started"}',
    headers: { 'content-type': 'application/webhook+json' },
    status: 401,
    code: 'webhook_unverified',
    says: 'trusted',
  },
  {
    name: 'webhook: wrong type',
    method: 'POST',
    url: '/api/livekit/webhook',
    body: {},
    status: 415,
    code: 'unsupported_media_type',
    says: 'application/webhook+json',
  },
];

test('there are enough of them, each with its own name', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(60);
  expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
});

const eventLog = createInMemoryEventLog();
await logCall(eventLog, 'over');
await logCall(eventLog, 'live', false);

// Memory and inbox of the test application refuse to be used: that nothing was done is part of each case.
test.each(CASES)('$name', async ({ method = 'GET', url, body, headers = {}, status, code, says }) => {
  await using app = await testApp({}, { eventLog });
  const raw = typeof body === 'string' || Buffer.isBuffer(body);
  const reply = await app.inject({
    method,
    url,
    headers: { ...(raw ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(body === undefined ? {} : { payload: body }),
  });
  const { error } = reply.json();
  expect({ status: reply.statusCode, code: error?.code, message: error?.message }).toEqual({
    status,
    code,
    message: expect.stringContaining(says),
  });
  expect(error.message.length).toBeLessThan(600);
  expect(reply.body.length).toBeLessThan(6000);
  expect(reply.cookies).toEqual([]);
});
