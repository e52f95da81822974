/**
 * Operators at work: a real call on a real stack, watched, helped and decided about in a real browser. The approval is
 * put into the store as a call would; what is decided about it is read from there.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseFiles } from '../../agents/log/database-files.ts';
import { openSqliteApprovalStore } from '../../agents/log/sqlite/sqlite-approval-store.ts';
import { ensureWebClientBuilt } from '../../server/dev/web-client-build.ts';
import { eventually } from '../support/eventually.ts';
import { launchChromium } from '../support/spoken-page.ts';
import { startStack, type TestStack } from '../support/stack.ts';
import { callStack, type StackCaller } from '../support/stack-caller.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PASSWORDS = { vera: 'look-at-everything', anna: 'decides-this-one', ada: 'changes-it-all' } as const;
const KEY = 'a-key-for-tests-0123456789';
/** Of one expectation on a busy machine. */
const PATIENCE_MS = 30_000;

/** Keeps the page's connections, so that it can be asked how much sound came out of them. */
const PEERS = `window.parleyPeers = []; window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...given) { super(...given); window.parleyPeers.push(this); } };`;
const HEARD = `Promise.all(window.parleyPeers.map((peer) => peer.getStats())).then((all) => all
  .flatMap((stats) => [...stats.values()])
  .filter((one) => one.type === 'inbound-rtp' && one.kind === 'audio')
  .reduce((sum, one) => sum + (one.totalAudioEnergy ?? 0), 0))`;

let stack: TestStack;
let browser: Browser;
let caller: StackCaller;
let approvals: Awaited<ReturnType<typeof openSqliteApprovalStore>>;
let callId = '';
beforeAll(async () => {
  await ensureWebClientBuilt({});
  stack = await startStack({
    env: {
      PARLEY_STT: 'local:pocketsphinx',
      PARLEY_TTS: 'local:flite',
      PARLEY_LLM: 'local:rules',
      PARLEY_API_KEYS: `tests:${KEY}`,
      PARLEY_CONSOLE_USERS: `vera:viewer:${PASSWORDS.vera},anna:operator:${PASSWORDS.anna},ada:admin:${PASSWORDS.ada}`,
    },
  });
  approvals = await openSqliteApprovalStore(databaseFiles(stack.data.root, undefined));
  browser = await launchChromium();
  caller = await callStack(stack, 'console-test');
}, 180_000);
afterAll(async () => {
  await caller?.leave();
  await browser?.close();
  await approvals?.close();
  await stack?.stop();
});

interface AtWork extends AsyncDisposable {
  page: Page;
  context: BrowserContext;
}
async function atWork(name: keyof typeof PASSWORDS, address = '/console', options: object = {}): Promise<AtWork> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  await context.addInitScript(PEERS);
  await context.grantPermissions(['microphone'], { origin: stack.pageUrl });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${stack.pageUrl}${address}`);
  await logIn(page, name);
  return { page, context, [Symbol.asyncDispose]: () => context.close() };
}
async function logIn(page: Page, name: keyof typeof PASSWORDS): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Password').fill(PASSWORDS[name]);
  await page.getByRole('button', { name: 'Log in' }).click();
}
async function openCall(page: Page): Promise<void> {
  await page.getByRole('link', { name: /with assistant/ }).click();
  await page.getByRole('log').waitFor();
  callId = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '');
}
let refunds = 0;
async function askForRefund(): Promise<string> {
  refunds += 1;
  const id = `refund-${refunds}`;
  await approvals.request({
    id,
    subject: { kind: 'call', callId, generation: 1 },
    agent: 'assistant',
    userId: 'someone',
    tool: 'shop_refund',
    label: 'Refunding an order',
    tier: 'write-broad',
    callKey: `key-${id}`,
    argumentsJson: { private: '{"amount":40,"order":"A-7731"}' },
    readBack: { private: 'I would refund 40 euros.' },
    reason: 'Refunds above 25 euros need a colleague.',
    by: 'operator',
    requestedAtMs: Date.now(),
    expiresAtMs: Date.now() + 600_000,
  });
  return id;
}

describe('the console', { timeout: 120_000 }, () => {
  it('lets nobody in with a wrong password, and says so', async () => {
    const page = await browser.newPage();
    await page.goto(`${stack.pageUrl}/console`);
    await page.getByLabel('Name', { exact: true }).fill('anna');
    await page.getByLabel('Password').fill('not-her-password');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').getByText('no console user').waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('anna');
    await page.close();
  });

  it('shows a live call as it happens to a viewer, who may look and is told why not more', async () => {
    await using viewer = await atWork('vera');
    const { page } = viewer;
    await openCall(page);
    await caller.ask('What is 23 times 17?');
    const log = page.getByRole('log');
    await log.getByText('What is 23 times 17?').first().waitFor();
    await log.getByText(/391/).first().waitFor();
    await log
      .getByText(/answered in|1 tool/)
      .first()
      .click();
    await log.getByText('calculate').first().waitFor();
    const end = page.getByRole('button', { name: 'End the call' });
    expect(await end.getAttribute('aria-disabled')).toBe('true');
    // Clicking waits for a button that may be used; a person's finger does not.
    await end.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('You are a viewer: only an operator can do this.').waitFor();
  });

  it('puts what waits for a person before an operator, who changes the arguments and approves exactly those', async () => {
    await using operator = await atWork('anna');
    const { page } = operator;
    const id = await askForRefund();
    await eventually('the title counts it', async () => (await page.title()).startsWith('(1) '), {
      deadlineMs: PATIENCE_MS,
    });
    await page.getByRole('link', { name: /^Review/ }).click();
    await page.getByRole('link', { name: /Refunding an order/ }).click();
    await page.getByText('Refunds above 25 euros need a colleague.').waitFor();
    await page.getByText('What is 23 times 17?').first().waitFor();
    await page.getByRole('button', { name: 'Edit arguments' }).click();
    const field = page.getByLabel('Arguments as JSON');
    await field.fill('{"order": ');
    await page
      .getByText(/^This is not JSON/)
      .first()
      .waitFor();
    await field.fill('{"order": "A-7731", "amount": 20}');
    await page.getByRole('button', { name: 'Approve the changed arguments' }).click();
    await eventually('it is decided', async () => (await approvals.get(id))?.status === 'approved', {
      deadlineMs: PATIENCE_MS,
    });
    expect(await approvals.get(id)).toMatchObject({
      editedArgumentsJson: { private: '{"amount":20,"order":"A-7731"}' },
      votes: [{ by: 'anna', decision: 'approve' }],
    });
    await eventually('the title counts it no more', async () => (await page.title()).startsWith('Review'), {
      deadlineMs: PATIENCE_MS,
    });
  });

  it('refuses only with a reason, and keeps what was typed when the session ends meanwhile', async () => {
    const id = await askForRefund();
    await using operator = await atWork('anna', `/console/review/${id}`);
    const { page, context } = operator;
    const refuse = page.getByRole('button', { name: 'Refuse' });
    await refuse.waitFor();
    expect(await refuse.getAttribute('aria-disabled')).toBe('true');
    await page.getByLabel('Reason').fill('The order was never paid.');
    await context.clearCookies();
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
    await page.getByLabel('Password').fill(PASSWORDS.anna);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor({ state: 'hidden' });
    expect(await page.getByLabel('Reason').inputValue()).toBe('The order was never paid.');
    await refuse.click();
    await eventually('it is refused', async () => (await approvals.get(id))?.status === 'refused', {
      deadlineMs: PATIENCE_MS,
    });
    expect((await approvals.get(id))?.votes).toMatchObject([{ reason: { private: 'The order was never paid.' } }]);
  });

  it('whispers to the agent', async () => {
    await using operator = await atWork('anna');
    const { page } = operator;
    await openCall(page);
    await page.getByLabel('Tell the agent').fill('She is a gold customer.');
    await page.getByRole('button', { name: 'Whisper' }).click();
    await page.getByRole('log').getByText('anna whispered: She is a gold customer.').first().waitFor();
    await eventually('the field is empty again', async () => (await page.getByLabel('Tell').inputValue()) === '', {
      deadlineMs: PATIENCE_MS,
    });
  });

  it('listens in and hears the agent, takes the call over by voice and gives it back', async () => {
    await using operator = await atWork('anna');
    const { page } = operator;
    await openCall(page);
    await page.getByRole('button', { name: 'Listen in' }).click();
    await page.getByText('You hear the call. Nobody sees you.').waitFor();
    await caller.ask('What is 2 plus 2?');
    await eventually('sound comes out', async () => (await page.evaluate<number>(HEARD)) > 0, {
      deadlineMs: PATIENCE_MS,
    });
    const log = page.getByRole('log');
    await page.getByRole('button', { name: 'Take over by voice' }).click();
    await log.getByText('anna took the call over.').first().waitFor();
    await page.getByText('You speak with the caller.').waitFor();
    await page.getByRole('button', { name: 'Mute my microphone' }).click();
    await page.getByText('Your microphone is muted.').waitFor();
    await page.getByRole('button', { name: 'Give the call back' }).click();
    await log
      .getByText(/anna gave the call back/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Take over by voice' }).waitFor();
  });

  it('switches tools off for a reason and on again, by an admin', async () => {
    await using admin = await atWork('ada', '/console/tools');
    const { page } = admin;
    await page.getByRole('button', { name: 'Switch off Writes beyond this caller' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Switch off' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Reason, told to the agent').fill('The shop is being mended.');
    await dialog.getByRole('button', { name: 'Switch off' }).click();
    await page.getByText(/by ada, .*The shop is being mended\./).waitFor();
    await page.getByRole('button', { name: 'Switch on Writes beyond this caller' }).click();
    await dialog.getByRole('button', { name: 'Switch on' }).click();
    await page.getByRole('button', { name: 'Switch off Writes beyond this caller' }).waitFor();
  });

  it('ends a call after asking once more, and finds it again among the past ones by its words', async () => {
    await using operator = await atWork('anna');
    const { page } = operator;
    await openCall(page);
    await page.getByRole('button', { name: 'End the call' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End the call' }).click();
    await page
      .getByRole('log')
      .getByText(/^The call ended/)
      .waitFor();
    await page.getByRole('link', { name: 'Past calls' }).first().click();
    await page.getByLabel('Words that were said').fill('23 times 17');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('link', { name: /What is 23 times 17\?/ }).click();
    await page.getByRole('heading', { name: /^Call of/ }).waitFor();
  });

  it('changes what is remembered and takes it back, stores a rule, and takes a stranded task further, by an admin', async () => {
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ agent: 'assistant', goal: 'Compare three roofs' });
    const given = await fetch(`${stack.pageUrl}/api/tasks`, { method: 'POST', headers, body });
    expect(given.status).toBe(201);
    await using admin = await atWork('ada', '/console/memory');
    const { page } = admin;
    const press = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).first().click();

    await page
      .getByRole('link', { name: /records?/ })
      .first()
      .click();
    const record = page.locator('.record').filter({ hasText: '23 times 17' }).first();
    const before = await record.locator('.record-content').textContent();
    await record.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByLabel('What it says from now on').fill('Likes to multiply.');
    await press('Save as a new version');
    const changed = page.locator('.record').filter({ hasText: 'Likes to multiply.' });
    await changed.getByRole('button', { name: /^Version \d+, older ones/ }).click();
    await changed.getByRole('button', { name: 'Go back to version 1' }).click();
    await page
      .locator('.record-content')
      .getByText(before ?? '?', { exact: true })
      .waitFor();

    await page.getByRole('link', { name: 'Policy' }).click();
    await press('Change the stored rules');
    const rule = { name: 'no-sums', when: { tools: ['calculate'] }, verdict: 'deny', reason: 'it may not count' };
    await page.getByLabel('Rules as JSON').fill(JSON.stringify([rule]));
    await press('Try on the last 24 hours');
    await page.getByText(/would be judged otherwise/).waitFor();
    await page.getByText('becomes').first().waitFor();
    await page.getByLabel('Why, for whoever').fill('A test.');
    await press('Store as a new version');
    await page.locator('.rule-row').getByText('no-sums').waitFor();

    await page.getByRole('link', { name: 'Tasks' }).click();
    await page
      .getByRole('link', { name: /Compare three roofs.*Needs a person/s })
      .first()
      .click();
    await page.getByLabel('What the caller is told').fill('The second one is the cheapest.');
    await press('Complete it with this');
    await page.locator('.task-log').getByText('Completed, by ada').waitFor();
  });
});

/** Each violation as one line: which rule, where. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate<
    string[]
  >(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    .then((result) => result.violations.flatMap((found) => found.nodes.map((node) => found.id + ': ' + node.target.join(' ') + ' ' + (node.any[0]?.message ?? ''))))`);
}
const sideways = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

describe('the console for everybody', { timeout: 120_000 }, () => {
  it.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('passes axe in %s at %i px, and never scrolls sideways', async (colorScheme, width) => {
    await using admin = await atWork('ada', '/console', { colorScheme, viewport: { width, height: 800 } });
    const { page } = admin;
    await page.getByRole('heading', { name: 'Live calls' }).waitFor();
    const screens: [string, string][] = [
      ['/console', 'Live calls'],
      [`/console/calls/${encodeURIComponent(callId)}`, 'Facts'],
      ['/console/review/refund-1', 'Refunding an order'],
      ['/console/calls', 'Past calls'],
      ['/console/tasks', 'Tasks'],
      ['/console/memory', 'Memory'],
      ['/console/tools', 'Each tool'],
      ['/console/policy', 'Always in force'],
    ];
    for (const [address, heading] of screens) {
      await page.goto(`${stack.pageUrl}${address}`);
      await page.getByRole('heading', { name: heading }).first().waitFor();
      expect({ address, violations: await violations(page), sideways: await sideways(page) }).toEqual({
        address,
        violations: [],
        sideways: 0,
      });
    }
  });
});
