/** What memory must do with its index up, absent or hanging. A conformance file says how a service is opened. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MemoryService, MemoryServiceOptions } from '../../agents/memory/service.ts';
import type { RememberRequest } from '../../agents/memory/service-api.ts';
import { eventually } from '../support/eventually.ts';

export const fact = (userId: string, content: string, more: Partial<RememberRequest> = {}): RememberRequest => ({
  userId,
  sessionId: 's1',
  scope: 'long-term',
  kind: 'fact',
  content,
  provenance: { source: 'caller', id: `id-${userId}` },
  ...more,
});
export const signal = new AbortController().signal;

export const settled = (service: MemoryService) =>
  eventually('the index has everything', async () => {
    const { index, waitingForIndex } = await service.status(signal);
    return index === 'up' && waitingForIndex === 0;
  });

/** For what is recalled, not how soon: a busy machine is late for the 150 ms of a call. */
const UNHURRIED_MS = 5_000;
export const asked = async (
  service: MemoryService,
  userId: string,
  query: string,
  sessionId = 's2',
): Promise<string[]> =>
  (await service.recall({ userId, sessionId, query, deadlineMs: UNHURRIED_MS }, signal)).items.map(
    ({ record }) => record.content.private,
  );

type Overrides = Pick<MemoryServiceOptions, 'sessionTokens' | 'shortTermTtlMs'>;
export interface MemoryUnderTest {
  service: MemoryService;
  /** Opens another service on the same file, as another process would. */
  again(): Promise<MemoryService>;
}

export function memorySuite(name: string, open: (overrides: Overrides) => Promise<MemoryUnderTest>): void {
  describe(`${name}: memory`, () => {
    let service: MemoryService;
    let count = 0;
    // Every test has users of its own, so that one service serves them all.
    let u1 = '';
    let u2 = '';
    const opened: MemoryService[] = [];
    const start = async (overrides: Overrides = {}) => {
      const under = await open(overrides);
      opened.push(under.service);
      return under;
    };
    beforeAll(async () => {
      ({ service } = await start());
    });
    beforeEach(() => {
      count += 1;
      u1 = `martin-${count}`;
      u2 = `anna-${count}`;
    });
    afterAll(async () => {
      for (const one of opened.splice(0)) await one.close();
    });

    it.each([
      ["what's my name?", "The caller's name is Martin."],
      ['Who am I?', "The caller's name is Martin."],
      ['what am I called', "The caller's name is Martin."],
      ['where do I live?', "The caller's home is in Utrecht."],
      ['what is my telephone number', "The caller's phone is 555 0100."],
      ['which foods am I allergic to?', 'The caller has an allergy to peanuts.'],
      ['do I have any pets?', 'The caller has a dog, Rex.'],
      ['what does my wife do?', "The caller's spouse teaches mathematics."],
    ])('answers %j with %j', async (question, answer) => {
      for (const text of [
        "The caller's name is Martin.",
        "The caller's home is in Utrecht.",
        "The caller's phone is 555 0100.",
        'The caller has an allergy to peanuts.',
        'The caller has a dog, Rex.',
        "The caller's spouse teaches mathematics.",
        'The caller prefers short answers.',
      ]) {
        await service.remember(fact(u1, text), signal);
      }
      expect((await asked(service, u1, question))[0]).toBe(answer);
    });

    it('finds nothing for a question that nothing answers', async () => {
      await service.remember(fact(u1, "The caller's name is Martin."), signal);
      expect(await asked(service, u1, 'what is 23 times 17?')).toEqual([]);
    });

    it('gives what is newest when the question names nothing', async () => {
      await service.remember(fact(u1, 'The caller likes tea.'), signal);
      await service.remember(fact(u1, 'The caller works at night.'), signal);
      const answer = await service.recall(
        { userId: u1, sessionId: 's2', query: 'what do you know about me?', deadlineMs: UNHURRIED_MS },
        signal,
      );
      expect(answer.ranking).toBe('none');
      expect(answer.items.map(({ record }) => record.content.private)).toEqual([
        'The caller works at night.',
        'The caller likes tea.',
      ]);
    });

    it('returns records as they were given, with version, times and provenance', async () => {
      const record = await service.remember(fact(u1, 'The caller plays chess.', { kind: 'preference' }), signal);
      const { items } = await service.recall(
        { userId: u1, sessionId: 's2', query: 'chess', deadlineMs: UNHURRIED_MS },
        signal,
      );
      expect(items[0]?.record).toMatchObject({
        id: record.id,
        userId: u1,
        sessionId: 's1',
        kind: 'preference',
        version: 1,
        provenance: { source: 'caller', id: `id-${u1}` },
      });
      expect(record.createdAtMs).toBeGreaterThan(Date.now() - 10_000);
    });

    it('knows after a restart what it knew before', async () => {
      const { service: today, again } = await start();
      await today.remember(fact(u1, "The caller's name is Martin."), signal);
      await opened.pop()?.close();
      const later = await again();
      opened.push(later);
      expect(await asked(later, u1, 'what is my name?')).toEqual(["The caller's name is Martin."]);
    });

    it('prefers what was corrected, and keeps what was said before for roll back', async () => {
      const first = await service.remember(fact(u1, "The caller's name is Martin."), signal);
      const second = await service.remember(fact(u1, "The caller's name is Martha."), signal);
      expect(second).toMatchObject({ id: first.id, version: 2 });
      expect(await asked(service, u1, 'my name')).toEqual(["The caller's name is Martha."]);
      expect(
        (await service.versions({ userId: u1, recordId: first.id }, signal)).map((one) => one.content.private),
      ).toEqual(["The caller's name is Martin."]);
      const back = await service.rollback({ userId: u1, recordId: first.id, version: 1 }, signal);
      expect(back).toMatchObject({ version: 3, content: { private: "The caller's name is Martin." } });
      expect(await asked(service, u1, 'my name')).toEqual(["The caller's name is Martin."]);
      await expect(service.rollback({ userId: u1, recordId: first.id, version: 9 }, signal)).rejects.toThrow(
        'no earlier version 9',
      );
      await expect(service.rollback({ userId: u2, recordId: first.id, version: 1 }, signal)).rejects.toThrow(
        'no memory record',
      );
    });

    it('lets two things of which one may have many stand side by side', async () => {
      await service.remember(fact(u1, "The caller's friend is Bob."), signal);
      await service.remember(fact(u1, "The caller's friend is Alice."), signal);
      expect(new Set(await asked(service, u1, 'who is my friend'))).toEqual(
        new Set(["The caller's friend is Bob.", "The caller's friend is Alice."]),
      );
    });

    it('edits a record by its id, of the same user only', async () => {
      const record = await service.remember(fact(u1, 'The caller rides a bicycle.'), signal);
      await expect(service.remember(fact(u2, 'stolen', { recordId: record.id }), signal)).rejects.toThrow(
        'no memory record',
      );
      await service.remember(fact(u1, 'The caller rides a horse.', { recordId: record.id }), signal);
      expect(await asked(service, u1, 'what do I ride')).toEqual(['The caller rides a horse.']);
    });

    it('changes nothing that was changed since it was looked at, and says so', async () => {
      const { id } = await service.remember(fact(u1, 'The caller rides a bicycle.'), signal);
      const edit = (content: string, expectedVersion: number) =>
        service.remember(fact(u1, content, { recordId: id, expectedVersion }), signal);
      const outcomes = await Promise.allSettled([edit('The caller rides a horse.', 1), edit('The caller walks.', 1)]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const changed = 'was changed meanwhile: it is at version 2, not 1';
      await expect(edit('The caller swims.', 1)).rejects.toThrow(changed);
      await expect(
        service.rollback({ userId: u1, recordId: id, version: 1, expectedVersion: 1 }, signal),
      ).rejects.toThrow(changed);
      await expect(service.forget({ userId: u1, recordId: id, expectedVersion: 1 }, signal)).rejects.toThrow(changed);
      const [record, ...others] = await service.records({ userId: u1, recordId: id }, signal);
      expect(others).toEqual([]);
      expect(record).toMatchObject({ id, version: 2 });
      expect(await edit('The caller swims.', 2)).toMatchObject({ version: 3 });
      expect(await service.forget({ userId: u1, recordId: id, expectedVersion: 3 }, signal)).toEqual([id]);
      expect(await service.forget({ userId: u1, recordId: id, expectedVersion: 3 }, signal)).toEqual([]);
    });

    it('writes once what is sent twice with one key', async () => {
      const one = await service.remember(fact(u1, 'The caller owns a boat.', { idempotencyKey: 'k1' }), signal);
      const two = await service.remember(fact(u1, 'The caller owns a boat.', { idempotencyKey: 'k1' }), signal);
      expect(two.id).toBe(one.id);
      expect((await service.records({ userId: u1 }, signal)).length).toBe(1);
    });

    it('keeps short-term memory to its session, within its tokens, oldest out first', async () => {
      const small = (await start({ sessionTokens: 40 })).service;
      for (let turn = 1; turn <= 8; turn++) {
        await small.remember(
          fact(u1, `Turn ${turn} was about zebra number ${turn}.`, {
            scope: 'short-term',
            kind: 'turn',
            sessionId: 'now',
          }),
          signal,
        );
      }
      expect(await asked(small, u1, 'zebra', 'other-session')).toEqual([]);
      const held = await asked(small, u1, 'zebra', 'now');
      expect(held.length).toBe(5);
      expect(held).toContain('Turn 8 was about zebra number 8.');
      expect(held).not.toContain('Turn 1 was about zebra number 1.');
    });

    it('lets short-term memory expire', async () => {
      const brief = (await start({ shortTermTtlMs: 60 })).service;
      await brief.remember(
        fact(u1, 'The caller is looking for a zebra.', { scope: 'short-term', kind: 'turn', sessionId: 'now' }),
        signal,
      );
      await eventually('the record expires', async () => (await asked(brief, u1, 'zebra', 'now')).length === 0);
    });

    it('prefetches preferences and facts before turns, newest first', async () => {
      await service.remember(fact(u1, 'The caller likes tea.', { kind: 'preference' }), signal);
      await service.remember(fact(u1, "The caller's name is Martin."), signal);
      await service.remember(fact(u1, 'They talked about boats.', { kind: 'summary' }), signal);
      const { items } = await service.prefetch(u1, 's9', signal);
      expect(items.map(({ record }) => record.content.private)).toEqual([
        "The caller's name is Martin.",
        'The caller likes tea.',
        'They talked about boats.',
      ]);
    });

    it('forgets by id, and only for the user it belongs to', async () => {
      const record = await service.remember(fact(u1, 'The caller owns a boat.'), signal);
      expect(await service.forget({ userId: u2, recordId: record.id }, signal)).toEqual([]);
      expect(await service.forget({ userId: u1, recordId: record.id }, signal)).toEqual([record.id]);
      expect(await asked(service, u1, 'boat')).toEqual([]);
    });

    it('forgets by description what is clearly meant and nothing else', async () => {
      const phone = await service.remember(fact(u1, "The caller's phone number is 555 0100."), signal);
      await service.remember(fact(u1, "The caller's name is Martin."), signal);
      await service.remember(fact(u2, "The caller's phone number is 555 0199."), signal);
      expect(await service.forget({ userId: u1, query: 'the colour of my bicycle' }, signal)).toEqual([]);
      expect(await service.forget({ userId: u1, query: 'everything' }, signal)).toEqual([]);
      expect(await service.forget({ userId: u1, query: 'my phone number' }, signal)).toEqual([phone.id]);
      expect(await asked(service, u1, 'name')).toEqual(["The caller's name is Martin."]);
      expect(await asked(service, u2, 'phone number')).toEqual(["The caller's phone number is 555 0199."]);
    });

    it('forgets a person entirely, and can get to know them anew', async () => {
      for (const text of ["The caller's name is Martin.", 'The caller likes tea.'])
        await service.remember(fact(u1, text), signal);
      await service.remember(fact(u2, 'The caller likes tea.'), signal);
      expect((await service.forget({ userId: u1, everything: true }, signal)).length).toBe(2);
      expect(await asked(service, u1, 'name tea')).toEqual([]);
      expect(await service.records({ userId: u1 }, signal)).toEqual([]);
      expect(await asked(service, u2, 'tea')).toEqual(['The caller likes tea.']);
      await service.remember(fact(u1, "The caller's name is Anna."), signal);
      expect(await asked(service, u1, 'what is my name')).toEqual(["The caller's name is Anna."]);
    });

    it('wants exactly one way of saying what to forget', async () => {
      await expect(service.forget({ userId: u1 }, signal)).rejects.toThrow('exactly one');
      await expect(service.forget({ userId: u1, recordId: 'x', query: 'y' }, signal)).rejects.toThrow('exactly one');
    });

    it('never shows one user what belongs to another, however alike they ask', async () => {
      const users = Array.from({ length: 8 }, (_, index) => `user-${index}`);
      await Promise.all(
        users.flatMap((userId) =>
          Array.from({ length: 7 }, (_, index) =>
            service.remember(
              fact(userId, `Secret ${index} of ${userId}: the vault opens with rose.`, { kind: 'knowledge' }),
              signal,
            ),
          ),
        ),
      );
      const hostile = ['', ' user-1', 'user-1 ', "user-1' OR '1'='1", 'user-%', 'USER-1', 'user-1\u0000'];
      const questions = ['vault rose secret', 'Secret 3 of user-1', 'user-1', 'what do you know', 'rose*'];
      for (const question of questions) {
        const answers = await Promise.all(
          users.map(async (userId) => ({
            userId,
            ...(await service.recall(
              { userId, sessionId: 's1', query: question, limit: 50, deadlineMs: UNHURRIED_MS },
              signal,
            )),
          })),
        );
        for (const { userId, items } of answers) for (const { record } of items) expect(record.userId).toBe(userId);
        for (const userId of hostile.filter((one) => one !== '')) {
          expect(
            (
              await service.recall(
                { userId, sessionId: 's1', query: question, limit: 50, deadlineMs: UNHURRIED_MS },
                signal,
              )
            ).items,
          ).toEqual([]);
        }
      }
      expect(
        (await service.prefetch('user-1', 's1', signal)).items.every(({ record }) => record.userId === 'user-1'),
      ).toBe(true);
      expect((await service.prefetch('user-', 's1', signal)).items).toEqual([]);
    });

    it('answers every recall within its deadline while much is being written', async () => {
      await service.remember(fact(u1, "The caller's name is Martin."), signal);
      const writing = Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          service.remember(fact(u2, `Note ${index} on boats.`, { kind: 'knowledge' }), signal),
        ),
      );
      for (let index = 0; index < 5; index++) {
        const startedMs = performance.now();
        await service.recall({ userId: u1, sessionId: 's1', query: 'name', deadlineMs: 150 }, signal);
        // The deadline, and room for a machine that is busy.
        expect(performance.now() - startedMs).toBeLessThan(1_500);
      }
      await writing;
    });

    it('calls its ranking by its name: without an embedding model never semantic', async () => {
      await service.remember(fact(u1, "The caller's name is Martin."), signal);
      const { ranking } = await service.recall(
        { userId: u1, sessionId: 's1', query: 'name', deadlineMs: UNHURRIED_MS },
        signal,
      );
      expect(ranking).toBe('lexical');
      expect((await service.status(signal)).embeddingModel).toBe('none');
    });
  });
}
