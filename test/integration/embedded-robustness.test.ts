import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { silentLog } from '../../agents/models/embedded/log.ts';
import { createSherpa } from '../../agents/models/embedded/sherpa/sherpa.ts';
import { sherpaModelFolder } from '../../agents/models/embedded/sherpa/sherpa-model.ts';
import {
  callerSays,
  type EmbeddedProcess,
  Listener,
  startEmbeddedProcess,
  TOKEN,
  transcriptOf,
} from './embedded-process.ts';

let worker: EmbeddedProcess;
beforeAll(async () => {
  worker = await startEmbeddedProcess();
  const { state, reason } = worker.models.pocketsphinx ?? { state: 'absent' };
  if (state === 'unavailable')
    throw new Error(
      `PocketSphinx cannot be used, and this test needs it (Python 3 with pocketsphinx==5.1.1): ${reason}`,
    );
});
afterAll(async () => {
  await worker?.stop();
});

/** The processes below one, from the kernel's own table. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => {
      try {
        return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${candidate}/status`, 'utf8'))?.[1]) === pid;
      } catch {
        return false;
      }
    });
}
const decodersOf = (pid: number) =>
  childrenOf(pid).filter((child) => {
    try {
      return readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('decoder.py');
    } catch {
      return false;
    }
  });
async function eventually(explain: () => string | undefined, deadlineMs = 60_000): Promise<void> {
  const end = performance.now() + deadlineMs;
  for (let reason = explain(); reason !== undefined; reason = explain()) {
    if (performance.now() > end) throw new Error(reason);
    await new Promise((settle) => setTimeout(settle, 50));
  }
}
function refusalOf(
  query: string,
  authorization = `Token ${TOKEN}`,
): Promise<{ status: number; body: { err_code: string; err_msg: string; request_id: string } }> {
  return new Promise((settle, reject) => {
    const socket = new WebSocket(`${worker.url.replace(/^http/, 'ws')}/v1/listen?${query}`, {
      headers: { authorization },
    });
    socket.on('error', () => {});
    socket.on('open', () => reject(new Error('it was accepted')));
    socket.on('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (data) => (text += data));
      response.on('end', () => settle({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
    });
  });
}
const GOOD = 'model=pocketsphinx&encoding=linear16&sample_rate=16000';

describe('what cannot be served is refused as the vendor refuses it', () => {
  it.each([
    ['model=nova-3&encoding=linear16&sample_rate=16000', 400, /nova-3/],
    ['model=pocketsphinx&encoding=opus&sample_rate=16000', 400, /encoding.*opus/],
    ['model=pocketsphinx&encoding=linear16&sample_rate=44100', 400, /sample_rate.*44100/],
    ['model=pocketsphinx&encoding=linear16&sample_rate=16000&channels=2', 400, /channels.*2/],
    ['model=pocketsphinx&encoding=linear16&sample_rate=16000&language=de', 400, /language.*de/],
    ['encoding=linear16&sample_rate=16000', 400, /model/],
    ['model=sherpa&encoding=linear16&sample_rate=16000', 503, /sherpa model is not there/],
  ])('%s', async (query, status, message) => {
    const refusal = await refusalOf(query);
    expect(refusal.status).toBe(status);
    expect(refusal.body.err_msg).toMatch(message);
    expect(refusal.body.request_id).toMatch(/^[0-9a-f-]{36}$/);
  });
  it('a wrong key', async () => {
    expect(await refusalOf(GOOD, 'Token wrong')).toMatchObject({ status: 401, body: { err_code: 'INVALID_AUTH' } });
    expect((await fetch(`${worker.url}/v1/models`)).status).toBe(401);
  });
  it('data that is no audio and messages that are none', async () => {
    for (const bad of [Buffer.alloc(3), '{"type":"Dance"}', 'not json']) {
      const listener = new Listener(worker.url);
      await listener.opened;
      listener.socket.send(bad);
      expect((await listener.closed).code).toBe(1008);
    }
  });
  it('a chat and a speech request with mistakes, in OpenAI’s shape', async () => {
    const cases: [string, object | string, number, string][] = [
      ['/v1/audio/speech', { model: 'flite', voice: 'bob', input: 'x' }, 400, 'voice'],
      ['/v1/audio/speech', { model: 'flite', input: 'x'.repeat(4097) }, 400, 'input'],
      ['/v1/audio/speech', { model: 'tts-1', input: 'x' }, 400, 'model'],
      ['/v1/audio/speech', { model: 'flite', input: 'x', response_format: 'mp3' }, 400, 'response_format'],
      ['/v1/chat/completions', { model: 'rules', messages: [] }, 400, 'messages'],
      ['/v1/chat/completions', { model: 'gpt', messages: [{ role: 'user', content: 'x' }] }, 400, 'model'],
    ];
    for (const [path, body, status, param] of cases) {
      const response = await worker.post(path, body as object);
      expect(response.status, JSON.stringify(body).slice(0, 60)).toBe(status);
      expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error', param } });
    }
    const garbage = await fetch(`${worker.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
      body: Buffer.from([0xff, 0x00]),
    });
    expect(garbage.status).toBe(400);
    expect((await worker.post('/v1/nothing', {})).status).toBe(404);
  });
});

describe('the vendor’s own client', () => {
  it('reads streamed tool calls, models and speech', async () => {
    const client = new OpenAI({ baseURL: `${worker.url}/v1`, apiKey: TOKEN, maxRetries: 0 });
    const parameters = { type: 'object', properties: {} };
    const stream = client.chat.completions.stream({
      model: 'rules',
      messages: [{ role: 'user', content: 'my name is Martin, what is 2 plus 2' }],
      tools: ['remember', 'calculate'].map((name) => ({ type: 'function' as const, function: { name, parameters } })),
      stream_options: { include_usage: true },
    });
    const answer = await stream.finalChatCompletion();
    expect(answer.choices[0]?.finish_reason).toBe('tool_calls');
    expect(
      answer.choices[0]?.message.tool_calls?.map((call) => call.type === 'function' && call.function),
    ).toMatchObject([
      { name: 'remember', arguments: `{"fact":"The caller's name is Martin.","kind":"fact"}` },
      { name: 'calculate', arguments: '{"expression":"2 + 2"}' },
    ]);
    expect(answer.usage?.total_tokens).toBeGreaterThan(0);
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['pocketsphinx', 'flite', 'rules']);
    const speech = await client.audio.speech.create({
      model: 'flite',
      voice: 'alloy',
      input: 'Hello there, Martin.',
      response_format: 'wav',
    });
    expect(
      Buffer.from(await speech.arrayBuffer())
        .subarray(0, 4)
        .toString(),
    ).toBe('RIFF');
  });
  it('may leave in the middle of a long text, and the next is spoken at once', async () => {
    const left = new AbortController();
    const long = await worker.post(
      '/v1/audio/speech',
      {
        model: 'flite',
        voice: 'slt',
        input: 'This is a long story, and it goes on. '.repeat(60),
        response_format: 'pcm',
      },
      left.signal,
    );
    await long.body?.getReader().read();
    left.abort();
    const started = performance.now();
    expect((await callerSays(worker, 'Next.')).length).toBeGreaterThan(4_000);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

describe('a recogniser that dies', () => {
  it('closes the stream so that the client connects again, and is replaced', async () => {
    const speech = await callerSays(worker, 'what time is it');
    const listener = new Listener(worker.url);
    await listener.opened;
    await listener.play(speech.subarray(0, 8_000));
    // The stream's pair and the spare that was started for the next caller: of a pair that is half killed the test could
    // be given what is left.
    await eventually(() => {
      const there = decodersOf(worker.child.pid ?? 0).length;
      return there >= 4 ? undefined : `there are ${there} decoders`;
    });
    const before = decodersOf(worker.child.pid ?? 0);
    for (const pid of before) process.kill(pid, 'SIGKILL');
    expect(await listener.closed).toMatchObject({ code: 1011, reason: expect.stringContaining('NET-0000') });
    await eventually(() => {
      const unburied = before.filter((pid) => existsSync(`/proc/${pid}`));
      if (unburied.length > 0) return `the end of ${unburied.join(', ')} was not noticed`;
      const now = decodersOf(worker.child.pid ?? 0).filter((pid) => !before.includes(pid));
      return now.length >= 2 ? undefined : `there are ${now.length} new decoders`;
    });
    const again = new Listener(worker.url);
    await again.opened;
    await again.play(new Int16Array([...new Int16Array(3_200), ...speech, ...new Int16Array(3_200)]));
    again.say('Finalize');
    expect(
      transcriptOf(
        await again.next(
          (message) => message.type === 'Results' && message.is_final && transcriptOf(message) !== '',
          0,
          // The new decoders may still load.
          60_000,
        ),
      ),
    ).toBe('What time is it');
    again.socket.close();
    expect((await fetch(`${worker.url}/healthz`)).status).toBe(200);
  });
});

describe('a sherpa model', () => {
  it('that is damaged is told in a sentence and takes nothing down', async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'parley-sherpa-'));
    const folder = sherpaModelFolder(dataFolder);
    mkdirSync(folder, { recursive: true });
    const parts = [
      'encoder-epoch-99-avg-1-chunk-16-left-128.int8.onnx',
      'decoder-epoch-99-avg-1-chunk-16-left-128.onnx',
      'joiner-epoch-99-avg-1-chunk-16-left-128.int8.onnx',
      'tokens.txt',
    ];
    for (const part of parts) writeFileSync(join(folder, part), 'this is no model');
    const sherpa = createSherpa({ dataFolder, log: silentLog });
    await sherpa.warm();
    expect(sherpa.state).toMatchObject({
      state: 'unavailable',
      reason: expect.stringMatching(/sherpa model (is broken|cannot be loaded)/),
    });
    expect(() => sherpa.open({ onPartial: () => {}, onLost: () => {} })).toThrow(/sherpa model/);
    await sherpa.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });
});

describe('the process', () => {
  it('ends in order on SIGTERM and when its parent goes, and leaves no decoder behind', {
    timeout: 120_000,
  }, async () => {
    for (const end of [
      (process: EmbeddedProcess) => process.child.kill('SIGTERM'),
      (process: EmbeddedProcess) => process.child.disconnect(),
    ]) {
      const mine = await startEmbeddedProcess();
      const decoders = decodersOf(mine.child.pid ?? 0);
      expect(decoders.length).toBeGreaterThanOrEqual(2);
      const exited = new Promise((settle) => mine.child.once('exit', settle));
      end(mine);
      expect(await exited).toBe(0);
      await eventually(() => {
        const alive = decoders.filter((pid) => {
          try {
            return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
          } catch {
            return false;
          }
        });
        return alive.length === 0 ? undefined : `decoders ${alive.join(', ')} are still there`;
      });
      await mine.stop();
    }
  });
  it('says in a sentence when its secret or its port is missing', async () => {
    await expect(startEmbeddedProcess({ PARLEY_INTERNAL_TOKEN: '' })).rejects.toThrow(
      /PARLEY_INTERNAL_TOKEN is not set/,
    );
    await expect(startEmbeddedProcess({ PARLEY_TOOL_WORKER_URL: worker.url })).rejects.toThrow(
      /Port \d+ on 127.0.0.1 is taken/,
    );
  });
});

describe('the memory service beside the models', () => {
  it('keeps and finds what a caller said', async () => {
    const who = { userId: 'user-1', sessionId: 'call-1' };
    const kept = await worker.post('/memory/remember', {
      ...who,
      scope: 'long-term',
      kind: 'fact',
      content: "The caller's name is Martin.",
      provenance: { source: 'caller', id: 'user-1' },
    });
    expect(kept.status, await kept.clone().text()).toBe(200);
    const found = (await (await worker.post('/memory/recall', { ...who, query: "the caller's name" })).json()) as {
      items: { record: { content: { private: string } } }[];
    };
    expect(found.items.map(({ record }) => record.content.private)).toEqual(["The caller's name is Martin."]);
    expect((await fetch(`${worker.url}/memory/recall`, { method: 'POST', body: '{}' })).status).toBe(401);
  });
});
