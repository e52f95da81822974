/** The doubles themselves: a double that lets through what the vendor refuses makes every other test a lie. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { type DeepgramDouble, startDeepgramDouble } from '../../doubles/deepgram-double.ts';
import { type OpenAiDouble, startOpenAiDouble } from '../../doubles/openai-double.ts';
import { ScriptedHearing, type ScriptedUtterance } from '../../doubles/scripted-hearing.ts';
import { speechLikeTone } from '../../doubles/speech-like-tone.ts';

describe('the OpenAI double refuses', () => {
  let double: OpenAiDouble;
  beforeAll(async () => {
    double = await startOpenAiDouble({ keys: ['good'] });
  });
  afterAll(() => double.close());

  const post = async (path: string, body: unknown, key = 'good') => {
    const response = await fetch(`${double.url}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    });
    return { status: response.status, body: await response.text() };
  };
  const user = { role: 'user', content: 'hi' };
  const call = (id: string) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } });
  const tool = (id: string) => ({ role: 'tool', tool_call_id: id, content: 'done' });

  test.each([
    ['no model', { messages: [user] }, 'model'],
    ['no messages', { model: 'm', messages: [] }, 'messages'],
    ['an unknown argument', { model: 'm', messages: [user], max_output_tokens: 5 }, 'max_output_tokens'],
    ['an unknown role', { model: 'm', messages: [{ role: 'robot', content: 'x' }] }, 'messages.0'],
    ['a user message without content', { model: 'm', messages: [{ role: 'user' }] }, 'messages.0.content'],
    [
      'an assistant message with neither text nor calls',
      { model: 'm', messages: [user, { role: 'assistant' }] },
      'content is required',
    ],
    ['a tool message that answers no call', { model: 'm', messages: [user, tool('a')] }, 'preceding message'],
    [
      'a tool message with another id',
      { model: 'm', messages: [user, { role: 'assistant', tool_calls: [call('a')] }, tool('b')] },
      'preceding message',
    ],
    [
      'a call that is never answered',
      { model: 'm', messages: [user, { role: 'assistant', tool_calls: [call('a'), call('b')] }, tool('a')] },
      'missing: b',
    ],
    [
      'a call that is answered too late',
      { model: 'm', messages: [user, { role: 'assistant', tool_calls: [call('a')] }, user, tool('a')] },
      'must be',
    ],
    ['a temperature that is text', { model: 'm', messages: [user], temperature: '0' }, 'temperature'],
    [
      'a tool whose parameters are no object',
      {
        model: 'm',
        messages: [user],
        tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'string' } } }],
      },
      'parameters',
    ],
    [
      'a tool with a space in its name',
      { model: 'm', messages: [user], tools: [{ type: 'function', function: { name: 'get time' } }] },
      'name',
    ],
    ['a tool choice without tools', { model: 'm', messages: [user], tool_choice: 'auto' }, 'tool_choice'],
    [
      'stream options without a stream',
      { model: 'm', messages: [user], stream_options: { include_usage: true } },
      'stream',
    ],
  ])('a chat with %s', async (_what, body, reason) => {
    const answer = await post('/chat/completions', body);
    expect(answer.status).toBe(400);
    expect(answer.body).toContain(reason);
  });

  test.each([
    ['no voice', { model: 'tts-1', input: 'hi', response_format: 'pcm' }],
    ['a voice nobody has', { model: 'tts-1', input: 'hi', voice: 'slt', response_format: 'pcm' }],
    ['nothing to say', { model: 'tts-1', input: '', voice: 'alloy', response_format: 'pcm' }],
    ['too much to say', { model: 'tts-1', input: 'x'.repeat(4097), voice: 'alloy', response_format: 'pcm' }],
    ['a format of its own', { model: 'tts-1', input: 'hi', voice: 'alloy', response_format: 'raw' }],
    [
      'instructions for a model without ears',
      { model: 'tts-1', input: 'hi', voice: 'alloy', response_format: 'pcm', instructions: 'softly' },
    ],
  ])('speech with %s', async (_what, body) => {
    expect((await post('/audio/speech', body)).status).toBe(400);
  });

  test('a wrong key, a wrong place and an empty embedding', async () => {
    expect((await post('/chat/completions', { model: 'm', messages: [user] }, 'bad')).status).toBe(401);
    expect((await post('/completions', {})).status).toBe(404);
    expect((await post('/embeddings', { model: 'm', input: [] })).status).toBe(400);
  });

  test('and takes a whole answer that is not streamed', async () => {
    const answer = await post('/chat/completions', { model: 'm', messages: [user] });
    expect(JSON.parse(answer.body).choices[0].message.content).toBe('You said: hi.');
  });
});

describe('the Deepgram double refuses', () => {
  let double: DeepgramDouble;
  beforeAll(async () => {
    double = await startDeepgramDouble({ keys: ['good'] });
  });
  afterAll(() => double.close());

  const GOOD = 'model=nova-3&encoding=linear16&sample_rate=16000&interim_results=true';
  const connect = (query: string, authorization: string | undefined = 'Token good', path = '/v1/listen') =>
    new Promise<{ status: number; ws: WebSocket }>((resolve) => {
      const ws = new WebSocket(`${double.url}${path}?${query}`, { headers: authorization ? { authorization } : {} });
      ws.on('open', () => resolve({ status: 101, ws }));
      ws.on('error', () => undefined);
      ws.on('unexpected-response', (_request, response) => resolve({ status: response.statusCode ?? 0, ws }));
    });

  test.each([
    ['a query without a model', 'encoding=linear16&sample_rate=16000', 400],
    ['a parameter that does not exist', `${GOOD}&sampleRate=16000`, 400],
    ['an encoding without its rate', 'model=nova-3&encoding=linear16', 400],
    ['an encoding that does not exist', 'model=nova-3&encoding=pcm16&sample_rate=16000', 400],
    ['a flag that is a number', `${GOOD}&punctuate=1`, 400],
    ['utterance ends without interims', 'model=nova-3&encoding=linear16&sample_rate=16000&utterance_end_ms=1000', 400],
    ['keywords for nova-3', `${GOOD}&keywords=parley:2`, 400],
  ])('%s', async (_what, query, status) => {
    expect((await connect(query)).status).toBe(status);
  });

  test('a missing and a wrong key, and another path', async () => {
    expect((await connect(GOOD, '')).status).toBe(401);
    expect((await connect(GOOD, 'Token bad')).status).toBe(401);
    expect((await connect(GOOD, 'Token good', '/v2/listen')).status).toBe(404);
  });

  test.each([
    ['half a sample', Buffer.alloc(3)],
    ['an empty binary message', Buffer.alloc(0)],
    ['a control message that does not exist', '{"type":"Flush"}'],
    ['text that is no JSON', 'hello'],
  ])('%s on an open stream', async (_what, message) => {
    const { ws, status } = await connect(GOOD);
    expect(status).toBe(101);
    const closed = new Promise<number>((resolve) => ws.on('close', resolve));
    ws.send(message);
    expect([1008, 1011]).toContain(await closed);
  });
});

describe('what the Deepgram double hears', () => {
  const at16k = (ms: number) => {
    const tone = speechLikeTone(ms);
    return Int16Array.from({ length: 16 * ms }, (_, i) => tone[Math.floor(i * 1.5)] ?? 0);
  };
  const quiet = (ms: number) => new Int16Array(16 * ms);
  const hearing = (script: ScriptedUtterance[], endpointingMs = 300) =>
    new ScriptedHearing({ sampleRateHz: 16_000, script, endpointingMs, utteranceGapMs: 800, interimEveryMs: 150 });
  const endpoints = (ears: ScriptedHearing, ...audio: Int16Array[]) =>
    audio.flatMap((pcm) => ears.hear(pcm)).flatMap((event) => (event.type === 'endpoint' ? [event.text] : []));

  test('is nothing in silence, noise and a click', () => {
    const ears = hearing(['no']);
    const hiss = Int16Array.from({ length: 16_000 }, (_, i) => ((i * 7919) % 200) - 100);
    const click = quiet(1000).fill(20_000, 100, 150);
    expect([quiet(1000), hiss, click].flatMap((pcm) => ears.hear(pcm))).toEqual([]);
    expect(ears.takeFinal().text).toBe('');
  });

  test('is one utterance after the other, each at the end of its silence', () => {
    expect(endpoints(hearing(['first one', 'second one']), at16k(600), quiet(1000), at16k(600), quiet(400))).toEqual([
      'first one',
      'second one',
    ]);
  });

  test('is one utterance when the speaker pauses inside it', () => {
    const ears = hearing(['first one', 'second one']);
    expect(endpoints(ears, at16k(600), quiet(500), at16k(600), quiet(1000))).toEqual(['first one', '']);
    expect(endpoints(ears, at16k(600), quiet(400))).toEqual(['second one']);
  });

  test('comes word by word where the length of the utterance is known', () => {
    const ears = hearing([{ text: 'one two three four', speechMs: 1600 }], Number.POSITIVE_INFINITY);
    ears.hear(at16k(800));
    expect(ears.takeFinal().text).toBe('one two');
    ears.hear(quiet(400));
    ears.hear(at16k(400));
    expect(ears.takeFinal().text).toBe('three four');
  });

  test('is the same however the audio is cut', () => {
    const whole = at16k(600);
    const ears = hearing(['hello there']);
    const events = [];
    for (let at = 0; at < whole.length; at += 77) events.push(...ears.hear(whole.subarray(at, at + 77)));
    expect([...events, ...ears.hear(quiet(400))]).toEqual([
      ...hearing(['hello there']).hear(whole),
      ...ears.hear(new Int16Array(0)),
      expect.objectContaining({ type: 'endpoint', text: 'hello there' }),
    ]);
  });
});
