/** What a person may do to a running call: mute, push to talk, test the sound, all of it also by keyboard alone. */
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
  await page.getByRole('button', { name: /Start talking/ }).click();
  await page.getByRole('button', { name: 'End the call' }).waitFor();
  agent = await fixture.joinNewestCall();
  await agent.setState('listening');
  await page.locator('h1.state-word').getByText('Listening').waitFor();
});
afterEach(async () => {
  await agent.leave();
  await context.close();
});

/** Chromium's made-up microphone beeps once a second: this long without one is silence. */
const BEEP_MS = 1_600;
const loudestIn = async (ms: number): Promise<number> => {
  agent.callerLoudness();
  await page.waitForTimeout(ms);
  return agent.callerLoudness();
};

describe('the microphone', () => {
  it('is muted and opened again with the button and with M, but not while one types an m', async () => {
    await page.getByRole('button', { name: 'Mute', exact: true }).click();
    await page.getByText('You are muted. Press M to be heard.').waitFor();
    await eventually('The agent sees it muted', () => agent.callerMuted() === true);
    await page.getByRole('log').focus();
    await page.keyboard.press('m');
    await eventually('The agent sees it open', () => agent.callerMuted() === false);
    await page.getByLabel('Type a message').focus();
    await page.keyboard.type('mmm');
    expect(await page.getByLabel('Type a message').inputValue()).toBe('mmm');
    expect(agent.callerMuted()).toBe(false);
  });

  it('can be heard and chosen in the sound panel without the agent hearing the test', async () => {
    await page.getByRole('button', { name: 'Sound' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sound' });
    await dialog.getByLabel('Microphone', { exact: true }).locator('option').first().waitFor({ state: 'attached' });
    await dialog.getByRole('button', { name: 'Record 2 seconds' }).click();
    await dialog.getByRole('button', { name: 'Say something…' }).waitFor();
    // What was on its way before may still arrive.
    await eventually('the agent hears nothing', async () => (await loudestIn(BEEP_MS)) < 0.005);
    await dialog.getByText('Heard yourself? Then so will the agent.').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await eventually('the agent hears again', async () => (await loudestIn(BEEP_MS)) > 0.005);
  });
});

describe('push to talk', () => {
  it('tells the agent mode and key, and lets sound out only while the key is down', async () => {
    await page.getByRole('button', { name: 'Push to talk' }).click();
    await eventually('The agent is told', () => agent.controls.length === 1);
    await page.waitForTimeout(600);
    expect(await loudestIn(BEEP_MS)).toBeLessThan(0.005);
    await page.keyboard.down('Space');
    await page.getByText('You have the floor. Let go when done.').waitFor();
    expect(await loudestIn(BEEP_MS)).toBeGreaterThan(0.005);
    await page.keyboard.up('Space');
    await eventually('The agent is told of the key', () => agent.controls.length === 3);
    await page.getByRole('button', { name: 'Push to talk' }).click();
    await eventually('The agent is told of the end', () => agent.controls.length === 4);
    expect(agent.controls).toEqual([
      { type: 'push-to-talk', mode: 'on' },
      { type: 'talk-key', pressed: true },
      { type: 'talk-key', pressed: false },
      { type: 'push-to-talk', mode: 'off' },
    ]);
    expect(await loudestIn(BEEP_MS)).toBeGreaterThan(0.005);
  });

  it('works by holding the button too, and lets go when the pointer slips away', async () => {
    await page.getByRole('button', { name: 'Push to talk' }).click();
    const button = page.getByRole('button', { name: 'Hold to talk' });
    await button.hover();
    await page.mouse.down();
    await page.getByRole('button', { name: 'Listening to you', pressed: true }).waitFor();
    await page.mouse.move(5, 5);
    await page.mouse.up();
    await button.waitFor();
    await eventually('The agent hears of both', () => agent.controls.length === 3);
    expect(agent.controls.at(-1)).toEqual({ type: 'talk-key', pressed: false });
  });

  it('is told to the agent that takes over', async () => {
    await page.getByRole('button', { name: 'Push to talk' }).click();
    await eventually('The first agent is told', () => agent.controls.length === 1);
    const next = await fixture.joinNewestCall('agent-next');
    try {
      await next.setState('listening');
      await eventually('The next agent is told', () => next.controls.length > 0);
      expect(next.controls[0]).toEqual({ type: 'push-to-talk', mode: 'on' });
    } finally {
      await next.leave();
    }
  });
});

describe('the keyboard alone', () => {
  it('reaches everything in the order it is read, and never traps', async () => {
    const names: string[] = [];
    await page.locator('h1.state-word').focus();
    for (let press = 0; press < 20; press += 1) {
      await page.keyboard.press('Tab');
      names.push(
        await page.evaluate<string>(
          `(() => { const e = document.activeElement; return e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent; })()`,
        ),
      );
    }
    const order = [
      'Mute',
      'Share screen',
      'Share camera',
      'Push to talk',
      'Sound',
      'End the call',
      'Skip the conversation',
      'Conversation',
      'Add a file',
      'Type a message',
    ];
    expect(names.slice(0, order.length)).toEqual(order);
    expect(names.slice(order.length)).toContain('Mute');
  });

  it('skips the conversation, types, and hangs up', async () => {
    await page.getByRole('link', { name: 'Skip the conversation' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('Hello');
    await page.keyboard.press('Enter');
    await eventually('The agent reads it', () => agent.messages.includes('Hello'));
    await page.getByRole('button', { name: 'End the call' }).focus();
    await page.keyboard.press('Enter');
    const heading = page.getByRole('heading', { name: 'Call ended' });
    await heading.waitFor();
    expect(await heading.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
  });
});
