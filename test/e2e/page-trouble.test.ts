/** What the page says when something is missing or breaks, and the way out it offers. */
import { RoomServiceClient } from 'livekit-server-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type PageFixture, startPageFixture } from '../support/page-fixture.ts';
import { CATALOG } from '../support/page-server.ts';

let fixture: PageFixture;

beforeAll(async () => {
  fixture = await startPageFixture();
});
afterAll(() => fixture.stop());
afterEach(async () => {
  fixture.server.refuseWith = undefined;
  fixture.server.agents = [...CATALOG];
  await Promise.all(fixture.browser.contexts().map((context) => context.close()));
});

const roomService = () =>
  new RoomServiceClient(fixture.livekit.url.replace('ws', 'http'), fixture.livekit.apiKey, fixture.livekit.apiSecret);
const newestRoom = (): string => fixture.server.seats.at(-1)?.room ?? '';

describe('a microphone that is refused', () => {
  it('is explained, and the call goes on by typing', async () => {
    const { page } = await fixture.open({ microphone: 'refused' });
    await page.getByRole('button', { name: /Start talking/ }).click();
    await page.getByRole('heading', { name: 'The microphone is blocked' }).waitFor();
    await page.getByText(/switch Microphone on, then try again/).waitFor();
    await page.getByRole('button', { name: 'Join by typing' }).click();
    await page.getByRole('button', { name: 'Use microphone' }).waitFor();
    const agent = await fixture.joinNewestCall();
    try {
      await agent.setState('listening');
      await page.getByText('Type below; you will hear or read the answer.').waitFor();
    } finally {
      await agent.leave();
    }
  });

  it('opens once it is allowed', async () => {
    const { page, context } = await fixture.open({ microphone: 'refused' });
    await page.getByRole('button', { name: /Start talking/ }).click();
    await page.getByRole('heading', { name: 'The microphone is blocked' }).waitFor();
    await context.grantPermissions(['microphone'], { origin: fixture.server.url });
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Mute', exact: true }).waitFor();
  });
});

describe('an agent', () => {
  it('that does not come within ten seconds is reported, and trying again asks for a new call', async () => {
    const { page } = await fixture.open();
    await page.getByRole('button', { name: /Start talking/ }).click();
    await page.locator('h1.state-word').getByText('Waiting').waitFor();
    const seats = fixture.server.seats.length;
    await page.getByText(/No agent has joined yet/).waitFor({ timeout: 15_000 });
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('h1.state-word').getByText('Waiting').waitFor();
    expect(fixture.server.seats.length).toBe(seats + 1);
    expect(await page.getByText(/No agent has joined yet/).count()).toBe(0);
  });

  it('that leaves in the middle of a sentence leaves it cut off', async () => {
    const { page } = await fixture.open();
    await page.getByRole('button', { name: /Start talking/ }).click();
    await page.getByRole('button', { name: 'End the call' }).waitFor();
    const agent = await fixture.joinNewestCall();
    await agent.setState('speaking');
    await agent.send({ type: 'hello', agent: 'companion', title: 'Companion', hears: true, speaks: true });
    const reply = await agent.speak('a1');
    await reply.write('And then.');
    await page.getByText('And then.').waitFor();
    await agent.leave();
    await page.getByText('The agent has left. Waiting for it to come back.').waitFor();
    await page.getByText('interrupted').waitFor();
  });

  it('alone in the catalog is introduced instead of being a choice, and an empty catalog still calls', async () => {
    fixture.server.agents = [CATALOG[0] ?? { name: '', title: '', description: '' }];
    const one = await fixture.open();
    await one.page.getByText('Talks about anything, keeps what matters to you.').waitFor();
    expect(await one.page.getByRole('radio').count()).toBe(0);
    fixture.server.agents = [];
    const none = await fixture.open();
    await none.page.getByText(/No agent is listed right now/).waitFor();
    await none.page.getByRole('button', { name: 'Start talking' }).click();
    await none.page.getByRole('button', { name: 'End the call' }).waitFor();
    expect(fixture.server.seats.at(-1)?.agent).toBeUndefined();
  });
});

describe('the server', () => {
  it('that refuses is quoted, and the page is ready for another try', async () => {
    fixture.server.refuseWith = {
      status: 404,
      code: 'UNKNOWN_AGENT',
      message: 'There is no agent called "companion". Reload the page to see who is here.',
    };
    const { page } = await fixture.open();
    await page.getByRole('button', { name: /Start talking/ }).click();
    await page
      .getByRole('alert')
      .getByText(/There is no agent called "companion"/)
      .waitFor();
    fixture.server.refuseWith = undefined;
    await page.getByRole('button', { name: /Start talking/ }).click();
    await page.getByRole('button', { name: 'End the call' }).waitFor();
  });

  it('that does not answer is reported in a sentence', async () => {
    const { page } = await fixture.open();
    await page.getByRole('radio').first().waitFor();
    await page.route('**/api/token', (route) => route.abort());
    await page.getByRole('button', { name: /Start talking/ }).click();
    await page
      .getByRole('alert')
      .getByText(/The server did not answer/)
      .waitFor();
  });

  it('that is away when the page opens is asked again until it says who is there', async () => {
    const { page } = await fixture.open();
    await page.route('**/api/agents', (route) => route.abort());
    await page.reload();
    await page.getByText('The server does not answer. Asking again every few seconds.').waitFor();
    await page.unroute('**/api/agents');
    await page.getByRole('radio').first().waitFor();
  });

  it('that has a newer page meanwhile leaves a sentence and a way on, not an empty window', async () => {
    const { page } = await fixture.open();
    await page.route('**/assets/{open-call,sound-panel}*', (route) => route.abort());
    await page.reload();
    await page.getByRole('button', { name: /Start talking/ }).click();
    await page.getByRole('alert').getByText('A part of this page could not be fetched.').waitFor();
    await page.getByRole('button', { name: 'Check your sound' }).click();
    await page.getByRole('heading', { name: 'A part of this page is missing' }).waitFor();
    await page.unroute('**/assets/{open-call,sound-panel}*');
    await page.getByRole('button', { name: 'Reload the page' }).click();
    await page.getByRole('button', { name: /Start talking/ }).waitFor();
  });

  it('that closes the room ends the call; after a goodbye it was the agent’s', async () => {
    const { page } = await fixture.open();
    await page.getByRole('button', { name: /Start talking/ }).click();
    await page.getByRole('button', { name: 'End the call' }).waitFor();
    await roomService().deleteRoom(newestRoom());
    await page.getByText(/The call was closed by the server\./).waitFor();
    await page.getByRole('button', { name: 'Call again' }).click();
    await page.getByRole('button', { name: 'End the call' }).waitFor();
    const agent = await fixture.joinNewestCall();
    await agent.setState('speaking');
    await agent.send({ type: 'call-ending', reason: 'asked' });
    await page.getByText('The call is about to end.').waitFor();
    await roomService().deleteRoom(newestRoom());
    await page.getByText(/The agent said goodbye\./).waitFor();
    await agent.leave();
  });
});

describe('the connection', () => {
  it('that drops because the media server is restarted is shown, what is typed meanwhile is not lost, and it comes back by itself', async () => {
    const { page } = await fixture.open();
    await page.getByRole('button', { name: /Start talking/ }).click();
    await page.getByRole('button', { name: 'End the call' }).waitFor();
    const restore = await fixture.interruptLivekit('stopped');
    await page.locator('h1.state-word').getByText('Reconnecting').waitFor({ timeout: 20_000 });
    await page.getByLabel('Type a message').fill('Are you there?');
    await page.getByLabel('Type a message').press('Enter');
    await page.getByRole('log').getByText('Are you there?').waitFor();
    await restore();
    await page.locator('h1.state-word').getByText('Waiting').waitFor({ timeout: 40_000 });
    const agent = await fixture.joinNewestCall();
    try {
      await agent.setState('listening');
      await page.locator('h1.state-word').getByText('Listening').waitFor();
      const field = page.getByLabel('Type a message');
      await field.fill('Here again.');
      await field.press('Enter');
      await eventually('The agent reads both, in order', () => agent.messages.length === 2);
      expect(agent.messages).toEqual(['Are you there?', 'Here again.']);
    } finally {
      await agent.leave();
    }
  });

  it('that drops because the media server is killed is shown, and both sides are heard again afterwards', async () => {
    const { page } = await fixture.open();
    await page.getByRole('button', { name: /Start talking/ }).click();
    await page.getByRole('button', { name: 'End the call' }).waitFor();
    const restore = await fixture.interruptLivekit('killed');
    await page.locator('h1.state-word').getByText('Reconnecting').waitFor({ timeout: 20_000 });
    await restore();
    await page.locator('h1.state-word').getByText('Waiting').waitFor({ timeout: 40_000 });
    const agent = await fixture.joinNewestCall();
    try {
      await agent.setState('listening');
      await page.locator('h1.state-word').getByText('Listening').waitFor();
      await eventually('The caller is heard again', () => agent.callerLoudness() > 0.01);
      await agent.hear('u1', 'Here again.', true);
      await page.getByText('Here again.').waitFor();
    } finally {
      await agent.leave();
    }
  });

  it('that stays away ends the call with the reason, and keeps the conversation', async () => {
    const { page } = await fixture.open();
    await page.getByRole('button', { name: /Start talking/ }).click();
    await page.getByRole('button', { name: 'End the call' }).waitFor();
    await page.getByLabel('Type a message').fill('Remember this line.');
    await page.getByLabel('Type a message').press('Enter');
    const restore = await fixture.interruptLivekit('stopped');
    try {
      await page.getByText(/The connection was lost and could not be restored/).waitFor({ timeout: 90_000 });
      await page.getByText('Read the conversation again').click();
      await page.getByText('Remember this line.').waitFor();
    } finally {
      await restore();
    }
  });
});
