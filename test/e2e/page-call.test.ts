/** A person calls an agent from the page: connecting, hearing, reading, typing, ending. Real Chromium, real LiveKit. */
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import type { FakeAgent } from '../support/fake-agent/fake-agent.ts';
import { type PageFixture, startPageFixture } from '../support/page-fixture.ts';

let fixture: PageFixture;
let page: Page;
let context: BrowserContext;
let agent: FakeAgent;

beforeAll(async () => {
  fixture = await startPageFixture();
});
afterAll(() => fixture.stop());

beforeEach(async () => {
  ({ page, context } = await fixture.open());
  await page.getByRole('button', { name: 'Start talking with Companion' }).click();
  await page.getByRole('button', { name: 'End the call' }).waitFor();
  agent = await fixture.joinNewestCall();
  await agent.setState('listening');
});
afterEach(async () => {
  await agent.leave();
  await context.close();
});

const state = () => page.locator('h1.state-word');
const lines = () => page.getByRole('log').locator('.line');

describe('a call from the page', () => {
  it('asks for the chosen agent and shows in words and in the title what that agent does', async () => {
    expect(fixture.server.seats.at(-1)?.agent).toBe('companion');
    for (const [next, word] of [
      ['thinking', 'Thinking'],
      ['speaking', 'Speaking'],
      ['listening', 'Listening'],
    ] as const) {
      await agent.setState(next);
      await state().getByText(word, { exact: true }).waitFor();
      await eventually('The title says it too', async () => (await page.title()).startsWith(word));
    }
  });

  it('plays the agent’s voice and sends the caller’s', async () => {
    agent.loudness(0.8);
    await agent.setState('speaking');
    const playing = `[...document.querySelectorAll('audio')].some((a) => !a.paused && !a.muted && a.srcObject?.getAudioTracks().some((t) => t.readyState === 'live'))`;
    await eventually('The agent’s track plays', () => page.evaluate<boolean>(playing));
    const loudest = `(async () => {
      const context = new AudioContext(); const analyser = context.createAnalyser(); const samples = new Float32Array(1024); let most = 0;
      context.createMediaStreamSource([...document.querySelectorAll('audio')].find((a) => a.srcObject).srcObject).connect(analyser);
      for (let i = 0; i < 40; i += 1) { await new Promise((r) => setTimeout(r, 25)); analyser.getFloatTimeDomainData(samples.subarray(0, 1024)); most = Math.max(most, ...samples); }
      await context.close(); return most; })()`;
    await eventually('The agent’s voice is heard', async () => (await page.evaluate<number>(loudest)) > 0.05);
    await eventually('The caller’s microphone reaches the agent', () => agent.callerLoudness() > 0.01);
  });

  it('writes down both sides: guesses look like guesses, final words stay, and one segment is one line', async () => {
    await agent.hear('u1', 'my name is Mar', false);
    await page.getByText('my name is Mar').waitFor();
    expect(await lines().first().getAttribute('data-final')).toBe('false');
    await agent.hear('u1', 'My name is Martin.', true);
    await page.getByText('My name is Martin.').waitFor();
    const reply = await agent.speak('a1');
    await reply.write('Nice to meet you,');
    await page.getByText('Nice to meet you,').waitFor();
    await reply.write(' Martin.');
    await reply.close();
    await page.getByText('Nice to meet you, Martin.').waitFor();
    await eventually(
      'Both lines are final',
      async () => (await page.locator('.line[data-final="true"]').count()) === 2,
    );
    expect(await lines().count()).toBe(2);
    expect(await lines().locator('.line-name').allTextContents()).toEqual(['You', 'Companion']);
  });

  it('shows a reply that was interrupted as cut off', async () => {
    const reply = await agent.speak('a1');
    await reply.write('Let me tell you a long story about');
    await reply.close();
    await page.getByText('interrupted').waitFor();
    expect(await lines().first().getAttribute('data-cut')).toBe('true');
  });

  it('sends a typed message with Enter, shows it at once, and keeps one that is too long', async () => {
    const field = page.getByLabel('Type a message');
    await field.fill('What is 23 times 17?');
    await field.press('Enter');
    await lines().getByText('What is 23 times 17?').waitFor();
    await eventually('The agent reads it', () => agent.messages.includes('What is 23 times 17?'));
    expect(await field.inputValue()).toBe('');
    await field.fill('x'.repeat(4_001));
    await page.getByText('1 too many: shorten it to send it').waitFor();
    await field.press('Enter');
    expect((await field.inputValue()).length).toBe(4_001);
    await field.press('Backspace');
    await field.press('Enter');
    await eventually(
      'The longest message that may be sent arrives whole',
      () => agent.messages.at(-1)?.length === 4_000,
    );
  });

  it('follows the conversation until the reader scrolls up, and again when asked', async () => {
    for (let index = 0; index < 30; index += 1) await agent.hear(`u${index}`, `Line number ${index}.`, true);
    await page.getByText('Line number 29.').waitFor();
    const gap = `(() => { const log = document.querySelector('[role=log]'); return Math.round(log.scrollHeight - log.scrollTop - log.clientHeight); })()`;
    await eventually('The end is in view', async () => (await page.evaluate<number>(gap)) < 4);
    await page.getByRole('log').hover();
    await page.mouse.wheel(0, -600);
    await page.getByRole('button', { name: 'Latest' }).waitFor();
    await agent.hear('u99', 'A new line.', true);
    await page.getByText('A new line.').waitFor({ state: 'attached' });
    expect(await page.evaluate<number>(gap)).toBeGreaterThan(300);
    await page.getByRole('button', { name: 'Latest' }).click();
    await eventually('The end is in view again', async () => (await page.evaluate<number>(gap)) < 4);
  });

  it('tells what happens besides the talk: tools, memory, refusals, a person, trouble and how fast it was', async () => {
    await agent.send({ type: 'tool', tool: 'add', phase: 'started', label: 'Adding it up' });
    await page.locator('.note[data-phase="started"]').waitFor();
    await agent.send({ type: 'tool', tool: 'add', phase: 'finished', label: 'Adding it up' });
    await page.locator('.note[data-phase="finished"]').waitFor();
    await agent.send({ type: 'remembered', text: 'Your name is Martin' });
    await page.getByText('Remembered: Your name is Martin').waitFor();
    await agent.send({ type: 'refused', what: 'chat', message: 'Your message was not text.' });
    await page.getByRole('alert').getByText('Your message was not text.').waitFor();
    await agent.send({ type: 'person-requested', reason: 'An invoice.' });
    await page.getByText('A person has been asked to join: An invoice.').waitFor();
    await agent.send({ type: 'degraded', stage: 'tts', message: 'A simpler voice is used.' });
    await page.getByText('A simpler voice is used.').waitFor();
    await agent.send({ type: 'restored', stage: 'tts' });
    await page.getByText('A simpler voice is used.').waitFor({ state: 'detached' });
    const reply = await agent.speak('a1');
    await reply.write('It is 391.');
    await reply.close();
    await page.getByText('It is 391.').waitFor();
    await agent.send({ type: 'turn-times', generation: 1, stagesMs: { 'turn.ear': 489, recall: 31 } });
    await page.getByText('answered in 0.5 s').click();
    await page.getByRole('row', { name: /Looked in memory.*31 ms/ }).waitFor();
  });

  it('is not disturbed by packets that make no sense', async () => {
    await agent.sendBytes(new Uint8Array([0xff, 0xfe, 0x00]));
    await agent.sendBytes(new TextEncoder().encode('{"type":"dance"}'));
    await agent.sendBytes(new TextEncoder().encode('not json'));
    await agent.send({ type: 'remembered', text: 'Still here' });
    await page.getByText('Remembered: Still here').waitFor();
  });

  it('ends when asked, says how long it was and what will be remembered, and calls again', async () => {
    await agent.send({ type: 'remembered', text: 'Your name is Martin' });
    await page.getByText('Remembered: Your name is Martin').waitFor();
    await page.getByRole('button', { name: 'End the call' }).click();
    await page.getByRole('heading', { name: 'Call ended' }).waitFor();
    await page.getByText(/You ended the call\. You talked for \d+ seconds?\./).waitFor();
    expect(await page.getByRole('listitem').allTextContents()).toEqual(['Your name is Martin']);
    const seats = fixture.server.seats.length;
    await page.getByRole('button', { name: 'Call again' }).click();
    await page.getByRole('button', { name: 'End the call' }).waitFor();
    expect(fixture.server.seats.length).toBe(seats + 1);
  });
});
