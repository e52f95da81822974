/** The page for everybody: WCAG AA by axe in both themes, a 320 px phone, large enough targets, less motion. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PageFixture, startPageFixture } from '../support/page-fixture.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let fixture: PageFixture;
beforeAll(async () => {
  fixture = await startPageFixture();
});
afterAll(() => fixture.stop());

/** Each violation as one line: which rule, where. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate<
    string[]
  >(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    .then((result) => result.violations.flatMap((found) => found.nodes.map((node) => found.id + ': ' + node.target.join(' ') + ' ' + (node.any[0]?.message ?? ''))))`);
}

/** Buttons and fields a finger would miss. */
const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`[...document.querySelectorAll('button, select, textarea, .agent-option')]
    .filter((e) => { const box = e.getBoundingClientRect(); return box.width > 0 && (box.width < 43.5 || box.height < 43.5); }).map((e) => e.outerHTML.slice(0, 80))`);

const sideways = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** What a finger at its middle would not reach, because something else lies there. */
const covered = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`[...document.querySelectorAll('.controls-row button, .composer textarea, .state-word')]
    .filter((e) => { const box = e.getBoundingClientRect(); const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2); return box.width > 0 && !e.contains(there) && !there?.closest('[popover]'); }).map((e) => e.outerHTML.slice(0, 80))`);

describe.each(['light', 'dark'] as const)('the page in %s', (colorScheme) => {
  it('passes axe on a desktop and on a 320 px phone, in every screen', async () => {
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 320, height: 640 },
    ]) {
      const { page, context } = await fixture.open({
        viewport,
        colorScheme,
        reducedMotion: 'reduce',
        camera: 'allowed',
      });
      const check = async (screen: string): Promise<void> => {
        expect({
          screen,
          violations: await violations(page),
          small: await smallTargets(page),
          sideways: await sideways(page),
          covered: screen === 'sound' ? [] : await covered(page),
        }).toEqual({ screen, violations: [], small: [], sideways: 0, covered: [] });
      };
      await page.getByRole('radio').first().waitFor();
      await check('home');
      await page.getByRole('button', { name: 'Check your sound' }).click();
      await page.getByRole('button', { name: 'Record 2 seconds' }).waitFor();
      await check('sound');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /Start talking/ }).click();
      await page.getByRole('button', { name: 'End the call' }).waitFor();
      await check('waiting');
      const agent = await fixture.joinNewestCall();
      await agent.setState('listening');
      await agent.hear('u1', 'My name is Mar', false);
      const reply = await agent.speak('a1');
      await reply.write('Nice to meet you and');
      await reply.close();
      await agent.send({ type: 'turn-times', generation: 1, stagesMs: { 'turn.ear': 489, recall: 31 } });
      await agent.send({ type: 'tool', tool: 'add', phase: 'started', label: 'Adding it up' });
      await agent.send({ type: 'remembered', text: 'Your name is Martin' });
      await agent.send({ type: 'refused', what: 'chat', message: 'Your message was not text.' });
      await agent.send({ type: 'degraded', stage: 'tts', message: 'A simpler voice is used.' });
      await page.getByText('A simpler voice is used.').waitFor();
      await page.getByText('answered in 0.5 s').click();
      await check('talk');
      await agent.send({ type: 'degraded', stage: 'stt', message: 'It cannot hear you well just now: type, please.' });
      await agent.send({ type: 'watching', what: 'the build has finished', phase: 'started' });
      await page.getByRole('button', { name: 'Share camera' }).click();
      await page.getByText('Not seen yet').waitFor();
      await check('seeing');
      // On a narrow page what is seldom needed waits behind one button.
      const more = page.getByRole('button', { name: 'More' });
      if (await more.isVisible()) {
        await more.click();
        await check('more');
      }
      await page.getByRole('button', { name: 'Push to talk' }).click();
      await page.getByRole('button', { name: 'Hold to talk' }).waitFor();
      await check('push to talk');
      await page.getByRole('button', { name: 'End the call' }).click();
      await page.getByRole('heading', { name: 'Call ended' }).waitFor();
      await check('ended');
      await agent.leave();
      await context.close();
    }
  });
});

describe('the theme', () => {
  it('follows the device until one chooses, and the choice outlives the visit', async () => {
    const { page, context } = await fixture.open({ colorScheme: 'light' });
    const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await background();
    await page.getByRole('button', { name: 'Theme: follows your device' }).click();
    await page.getByRole('button', { name: 'Theme: light' }).click();
    await page.getByRole('button', { name: 'Theme: dark' }).waitFor();
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.reload();
    await page.getByRole('button', { name: 'Theme: dark' }).waitFor();
    expect(await background()).toBe(dark);
    await context.close();
  });
});

describe('the presence', () => {
  it('stands still for those who asked for less motion, and moves for the others', async () => {
    const changes = async (reducedMotion: 'reduce' | 'no-preference'): Promise<boolean> => {
      const { page, context } = await fixture.open({ reducedMotion });
      await page.getByRole('radio').first().waitFor();
      await page.waitForTimeout(500);
      const picture = () => page.evaluate<string>(`document.querySelector('canvas').toDataURL()`);
      const first = await picture();
      await page.waitForTimeout(700);
      const changed = first !== (await picture());
      await context.close();
      return changed;
    };
    expect(await changes('reduce')).toBe(false);
    expect(await changes('no-preference')).toBe(true);
  });
});
