/**
 * A person without any key shares a real tab of a real browser, asks about it aloud, and hears what stands there; and
 * gives the call files. Everything is real but the air between voice and microphone, and the camera.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { launchChromium, type SpokenPage, visit } from '../support/spoken-page.ts';
import { startStack, type TestStack } from '../support/stack.ts';

const TAB = 'Build log of the shop';
const KEY = 'a-key-for-tests-0123456789';
let stack: TestStack;
let browser: Browser;
let person: BrowserContext;
beforeAll(async () => {
  stack = await startStack({
    env: {
      PARLEY_STT: 'local:pocketsphinx',
      PARLEY_TTS: 'local:flite',
      PARLEY_LLM: 'local:rules',
      PARLEY_API_KEYS: `tests:${KEY}`,
    },
  });
  browser = await launchChromium([`--auto-select-tab-capture-source-by-title=${TAB}`]);
  person = await browser.newContext();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

async function call(): Promise<SpokenPage> {
  const visitor = await visit(person, stack.pageUrl);
  await visitor.page.getByRole('button', { name: /^Start talking/ }).click();
  await eventually('the agent is heard', () => visitor.agentLoud(), { deadlineMs: 20_000 });
  await visitor.untilQuiet();
  return visitor;
}
/** Asks aloud until the agent's answer on the screen matches; a recogniser may mishear twice. */
async function ask(visitor: SpokenPage, question: string, answer: RegExp): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const before = (await visitor.agentLines()).length;
    let heard = false;
    await visitor.say(question);
    try {
      await eventually(
        'the answer, aloud and in writing',
        async () => {
          heard ||= await visitor.agentLoud();
          return heard && answer.test((await visitor.agentLines()).slice(before).join(' '));
        },
        { deadlineMs: 15_000 },
      );
      return await visitor.untilQuiet();
    } catch (error) {
      if (attempt === 3)
        throw new Error(
          `${question}: ${String(error)}\non the screen: ${JSON.stringify(await visitor.page.locator('.line-text').allTextContents())}`,
          { cause: error },
        );
      await visitor.untilQuiet(1_500);
    }
  }
}
async function tab(html: string): Promise<Page> {
  const page = await person.newPage();
  await page.setContent(`<title>${TAB}</title><body style="font: 28px sans-serif; margin: 40px">${html}</body>`);
  return page;
}
/** A screen's picture comes once its text was read, and the reading thread starts with the first of them. */
const seenPicture = (visitor: SpokenPage) =>
  visitor.page.locator('.sight .thumb img').first().waitFor({ timeout: 60_000 });

describe('a person who shows something', () => {
  it('shares a tab, asks aloud what it says, is told of a change by itself, and closes its eyes', {
    timeout: 180_000,
  }, async () => {
    const shop = await tab('<h2>Pipeline</h2><p>Error 4711: the disk is full</p><p id="s">The build is running</p>');
    await using visitor = await call();
    await visitor.page.bringToFront();
    await visitor.page.getByRole('button', { name: 'Share screen' }).click();
    await seenPicture(visitor);
    await ask(visitor, 'What does the error say?', /4711.*the disk is full/i);
    await ask(visitor, 'Tell me when the build has finished.', /tell you when the build/i);
    await shop.evaluate("document.getElementById('s').textContent = 'The build has finished in 41 seconds'");
    await eventually(
      'it speaks up',
      async () => /You asked me to watch.*finished in 41/i.test((await visitor.agentLines()).join(' ')),
      { deadlineMs: 30_000 },
    );
    await visitor.untilQuiet();
    await visitor.page.getByRole('switch', { name: /see|look/i }).click();
    await eventually(
      'its eyes are closed',
      async () =>
        (await visitor.page.getByRole('switch', { name: /see|look/i }).getAttribute('aria-checked')) === 'false',
    );
    await ask(visitor, 'What is on my screen?', /nothing/i);
    await visitor.page.getByRole('button', { name: 'End the call' }).click();
    await shop.close();
  });

  it('switches a camera on, and gives files by the page and over the API', { timeout: 180_000 }, async () => {
    await using visitor = await call();
    await visitor.page.getByRole('button', { name: 'Share camera' }).click();
    await seenPicture(visitor);
    await ask(visitor, 'What can you see on my camera?', /camera is|read on it/i);
    await visitor.page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: 'orders.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from('city,amount\nBerlin,120\nParis,30\nRome,50\n'),
      });
    await visitor.page
      .getByText(/3 rows/)
      .first()
      .waitFor({ timeout: 20_000 });
    await ask(visitor, 'What is the total of the amount column?', /\b200\b|two hundred/i);
    // Typed: what is tested is the picture, not how a recogniser spells.
    await visitor.page.locator('#composer-text').fill('Show me a chart of this file.');
    await visitor.page.keyboard.press('Enter');
    const chart = visitor.page.getByRole('img', {
      name: /^The agent shows: amount by city\. Bar chart.* to 120 at Berlin/,
    });
    await chart.locator('video').waitFor({ timeout: 40_000 });
    await visitor.untilQuiet();
    const headers = { authorization: `Bearer ${KEY}` };
    const calls = (await (await fetch(`${stack.pageUrl}/api/calls`, { headers })).json()) as {
      calls: { callId: string }[];
    };
    const given = await fetch(`${stack.pageUrl}/api/calls/${calls.calls[0]?.callId}/files?name=note.txt`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'text/plain' },
      body: 'The code of the door is blue seven.',
    });
    expect(given.status).toBe(202);
    await visitor.page
      .getByText(/note\.txt/)
      .first()
      .waitFor({ timeout: 20_000 });
    await ask(visitor, 'What is in the file?', /blue seven/i);
    await visitor.page.getByRole('button', { name: 'End the call' }).click();
  });
});
