/**
 * The main promise, as its user meets it: nobody has an account or a key; a person opens the page, presses one button,
 * talks, interrupts, hangs up, calls again and is known. Everything is real but the air between voice and microphone.
 */
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { launchChromium, type SpokenPage, visit } from '../support/spoken-page.ts';
import { startStack, type TestStack } from '../support/stack.ts';

let stack: TestStack;
let browser: Browser;
let person: BrowserContext;
beforeAll(async () => {
  stack = await startStack({
    env: { PARLEY_STT: 'local:pocketsphinx', PARLEY_TTS: 'local:flite', PARLEY_LLM: 'local:rules' },
  });
  browser = await launchChromium();
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
    await visitor.say(question);
    try {
      await eventually(
        'an answer',
        async () => (await visitor.agentLines()).length > before && (await visitor.agentLoud()),
        { deadlineMs: 12_000 },
      );
      await visitor.untilQuiet();
      const lines = (await visitor.agentLines()).slice(before).join(' ');
      expect(lines).toMatch(answer);
      return;
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

describe('a newcomer', () => {
  it('talks, gets answers aloud and in writing, and hangs up', { timeout: 180_000 }, async () => {
    await using visitor = await call();
    expect((await visitor.agentLines()).join(' ')).toMatch(/What can I do for you/);
    await ask(visitor, 'My name is Martin.', /Martin/);
    await ask(visitor, 'What is twenty three times seventeen?', /391|three hundred (and )?ninety[- ]one/i);
    await ask(visitor, 'How many days until Friday?', /days?|tomorrow|today/i);
    await visitor.page.getByRole('button', { name: 'End the call' }).click();
    await visitor.page.getByRole('button', { name: /call again/i }).waitFor();
  });

  it('is known by name the next time, and can interrupt', { timeout: 180_000 }, async () => {
    await using visitor = await call();
    expect((await visitor.agentLines()).join(' ')).toMatch(/Martin/);
    await ask(visitor, 'What is my name?', /Martin/);
    // A long answer, cut short by voice.
    await visitor.say('What can you do?');
    await eventually('the long answer begins', () => visitor.agentLoud(), { deadlineMs: 12_000 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await visitor.say('Stop. Stop talking please.');
    await eventually(
      'the line on the screen is cut',
      async () => (await visitor.page.locator('.line-agent[data-cut=true]').count()) > 0,
      { deadlineMs: 8_000 },
    );
    await visitor.untilQuiet();
    await visitor.page.getByRole('button', { name: 'End the call' }).click();
  });

  it('is a stranger in another browser', { timeout: 60_000 }, async () => {
    const stranger = await browser.newContext();
    const visitor = await visit(stranger, stack.pageUrl);
    await visitor.page.getByRole('button', { name: /^Start talking/ }).click();
    await eventually('the agent is heard', () => visitor.agentLoud(), { deadlineMs: 20_000 });
    await visitor.untilQuiet();
    expect((await visitor.agentLines()).join(' ')).not.toMatch(/Martin/);
    await stranger.close();
  });

  it('has an appointment moved on their own yes, given by hand, and is handed on under another name', {
    timeout: 180_000,
  }, async () => {
    // Somebody new: the front desk asks for a name only when it knows none.
    await using visitor = await visit(await browser.newContext(), stack.pageUrl);
    const { page } = visitor;
    const type = async (text: string) => {
      await page.getByLabel('Type a message').fill(text);
      await page.keyboard.press('Enter');
    };
    const said = (words: RegExp) =>
      eventually(`the agent says ${words}`, async () => (await visitor.agentLines()).some((line) => words.test(line)));
    await page.getByText('Front desk', { exact: true }).click();
    await page.getByRole('button', { name: 'Type instead' }).click();
    await said(/Who am I speaking with/);
    await visitor.untilQuiet();
    await type('Move my Thursday appointment to Friday');
    const question = page.getByRole('alertdialog');
    await question.waitFor();
    expect(await question.textContent()).toMatch(/on Thursday/);
    await visitor.untilQuiet();
    expect((await visitor.agentLines()).some((line) => /is now on Friday/.test(line))).toBe(false);
    await question.getByRole('button', { name: 'Yes, do it' }).click();
    await said(/is now on Friday/);
    await visitor.untilQuiet();
    await type('I have a question about my bill');
    await said(/this is Billing/);
    const names = await page.locator('.line-agent .line-name').allTextContents();
    expect([names[0], names.at(-1)]).toEqual(['Front desk', 'Billing']);
  });
});
