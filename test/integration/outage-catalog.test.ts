/** Agent files that are copied, edited and broken while the stack runs: the next call has them, and a mistake takes nothing down. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeepgramDouble, startDeepgramDouble } from '../doubles/deepgram-double.ts';
import { type OpenAiDouble, startOpenAiDouble } from '../doubles/openai-double.ts';
import { eventually } from '../support/eventually.ts';
import { joinWithToken } from '../support/speaking-caller.ts';
import { startStack, type TestStack } from '../support/stack.ts';
import { type StackCaller, stackCaller } from '../support/stack-caller.ts';

const CATALOG = join(import.meta.dirname, '..', '..', 'agents', 'catalog');
const folder = mkdtempSync(join(tmpdir(), 'parley-agents-'));
const said: string[] = [];
let stack: TestStack;
let deepgram: DeepgramDouble;
let openai: OpenAiDouble;

/** One of our agents, made to be found from another folder. */
const shipped = (name: string) =>
  readFileSync(join(CATALOG, `${name}.agent.ts`), 'utf8').replace(
    /'\.\/([a-z-]+\.ts)'/g,
    (_, file: string) => `'${pathToFileURL(join(CATALOG, file)).href}'`,
  );
const write = (name: string, text: string) => writeFileSync(join(folder, `${name}.agent.ts`), text);

beforeAll(async () => {
  for (const file of readdirSync(CATALOG).filter((name) => name.endsWith('.agent.ts'))) {
    const name = file.replace('.agent.ts', '');
    write(name, shipped(name));
  }
  deepgram = await startDeepgramDouble();
  openai = await startOpenAiDouble({ msPerCharacter: 10, replies: { 'hello there': 'Hello to you too.' } });
  stack = await startStack({
    parts: ['livekit', 'tool-worker', 'server', 'worker'],
    onLine: (name, line) => said.push(`${name}: ${line}`),
    env: {
      DEEPGRAM_API_KEY: 'test-key',
      OPENAI_API_KEY: 'test-key',
      PARLEY_STT: `deepgram+${deepgram.url}?model=nova-3`,
      PARLEY_TTS: `openai+${openai.url}?model=gpt-4o-mini-tts&voice=alloy`,
      PARLEY_LLM: `openai+${openai.url}?model=gpt-4.1-mini`,
      PARLEY_CATALOG: folder,
      PARLEY_HOSTS: '1',
    },
  });
}, 90_000);
afterAll(async () => {
  await stack?.stop();
  await openai?.close();
  await deepgram?.close();
  rmSync(folder, { recursive: true, force: true });
});

const explain = () => said.slice(-40).join('\n');
const get = async (path: string) => (await (await fetch(`${stack.pageUrl}${path}`)).json()) as Record<string, unknown>;
const offered = async () => ((await get('/api/agents')).agents as { name: string }[]).map(({ name }) => name);
const askForToken = async (agent: string) => {
  const response = await fetch(`${stack.pageUrl}/api/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ room_config: { agents: [{ agent_name: agent }] } }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
/** As the page does it. */
const call = async (agent: string): Promise<StackCaller> => {
  const { status, body } = await askForToken(agent);
  expect(status).toBe(201);
  const caller = await joinWithToken(String(body.server_url), String(body.participant_token), { microphone: false });
  return await stackCaller(caller);
};
const helloOf = (caller: StackCaller) => caller.events.find((event) => event.type === 'hello');

describe('the catalog of a running stack', () => {
  it('offers a copied file at once, and the next call is with its agent', async () => {
    expect(await offered()).toEqual(['assistant', 'billing', 'receptionist']);
    write(
      'gardener',
      shipped('receptionist')
        .replace("name: 'receptionist'", "name: 'gardener'")
        .replace("title: 'Front desk'", "title: 'The gardener'")
        .replace('Front desk, good day. Who am I speaking with?', 'Good day from the garden.'),
    );
    expect(await offered()).toEqual(['assistant', 'billing', 'gardener', 'receptionist']);
    await using caller = await call('gardener');
    expect(helloOf(caller)).toMatchObject({ agent: 'gardener', title: 'The gardener' });
    await caller.reads('Good day from the garden.');
  });

  it('keeps the last good version of a file with a mistake, and says in the status and in the log what is wrong', async () => {
    write('gardener', "export default { name: 'gardener', title: 7 };");
    expect(await offered()).toEqual(['assistant', 'billing', 'gardener', 'receptionist']);
    const mistake = /gardener\.agent\.ts is not a usable agent/;
    await eventually('the mistake in the status', async () => {
      const { ready, degraded } = await get('/api/status');
      return ready === true && (degraded as string[]).some((sentence) => mistake.test(sentence));
    });
    await eventually('the mistake in the log', () =>
      said.some((line) => line.startsWith('server: ') && mistake.test(line)),
    );
    await using caller = await call('gardener');
    await caller.reads('Good day from the garden.');
    await using other = await call('assistant');
    await other.quiet();
    await other.ask('hello there');
    await other.reads('Hello to you too.');
  });

  it('takes the mended file for the next call, and the mistake is forgotten', async () => {
    write(
      'gardener',
      shipped('receptionist').replaceAll('receptionist', 'gardener').replace('Front desk, good day.', 'Mended.'),
    );
    await eventually('a status without the mistake', async () => {
      const { degraded } = await get('/api/status');
      return !(degraded as string[]).some((sentence) => sentence.includes('gardener'));
    });
    await using caller = await call('gardener');
    await caller.reads('Mended.');
  });

  it('has no agent of another name: the refusal names it and those there are', async () => {
    const { status, body } = await askForToken('pirate');
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: 'unknown_agent',
      message: expect.stringMatching(/"pirate".*assistant, billing, gardener, receptionist/),
    });
    rmSync(join(folder, 'gardener.agent.ts'));
    expect((await askForToken('gardener')).body.error).toMatchObject({
      message: expect.stringContaining('"gardener"'),
    });
    expect(await offered(), explain()).toEqual(['assistant', 'billing', 'receptionist']);
  });
});
