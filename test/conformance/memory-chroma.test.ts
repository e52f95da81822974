import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createChromaIndex } from '../../agents/memory/chroma-index.ts';
import { HASHED_VERSION, hashedVector } from '../../agents/memory/hashed-vector.ts';
import type { MemoryService } from '../../agents/memory/service.ts';
import { startTestChroma, type TestChroma } from '../support/chroma-server.ts';
import { eventually } from '../support/eventually.ts';
import { type HangingProxy, startHangingProxy } from '../support/hanging-proxy.ts';
import { memoryFolder } from '../support/memory-folder.ts';
import { asked, fact, memorySuite, settled, signal } from './memory-suite.ts';

const folder = memoryFolder();
const proxies: HangingProxy[] = [];
let chroma: TestChroma;
beforeAll(async () => {
  chroma = await startTestChroma();
}, 60_000);
afterAll(async () => {
  for (const proxy of proxies) await proxy.close();
  await chroma?.remove();
  folder.remove();
});

/** Waits until the index is up, since the suite is about what holds with it. */
async function up(service: MemoryService): Promise<MemoryService> {
  await settled(service);
  return service;
}

memorySuite('real Chroma', async (overrides) => {
  const options = folder.fresh({ chromaUrl: chroma.url, ...overrides });
  return { service: await up(await folder.open(options)), again: async () => up(await folder.open(options)) };
});

memorySuite('Chroma behind a connection that hangs', async (overrides) => {
  const proxy = await startHangingProxy(chroma.url);
  const options = folder.fresh({ chromaUrl: proxy.url, ...overrides });
  proxies.push(proxy);
  const service = await up(await folder.open(options));
  proxy.hang();
  return { service, again: () => folder.open(options) };
});

describe('the index of memory', () => {
  const open: MemoryService[] = [];
  const start = async (more = {}) => {
    const service = await folder.open(folder.fresh({ chromaUrl: chroma.url, ...more }));
    open.push(service);
    return service;
  };
  afterEach(async () => {
    for (const service of open.splice(0)) await service.close();
  });
  const index = () => createChromaIndex({ url: chroma.url, embedding: `none hashed-${HASHED_VERSION}`, signal });
  const indexed = async (userId: string, text: string) => {
    const { id } = await index().collection('long-term');
    return await index().query(id, userId, hashedVector(text), 50, 2_000, signal);
  };

  it('finds nothing while it holds nothing, which is no failure', async () => {
    const empty = createChromaIndex({ url: chroma.url, embedding: `empty ${crypto.randomUUID()}`, signal });
    const { id } = await empty.collection('long-term');
    expect(await empty.query(id, 'somebody', [1, 0, 0], 5, 2_000, signal)).toEqual([]);
    await empty.drop('long-term');
    await expect(empty.query(id, 'somebody', [1, 0, 0], 5, 2_000, signal)).rejects.toThrow();
  });

  it('is told of what is remembered, changed and forgotten', async () => {
    const service = await start();
    const record = await service.remember(fact('told', 'The caller owns a boat.'), signal);
    await settled(service);
    expect((await indexed('told', 'boat')).map((one) => one.id)).toEqual([record.id]);
    await service.forget({ userId: 'told', everything: true }, signal);
    await settled(service);
    expect(await indexed('told', 'boat')).toEqual([]);
  });

  it('finds a misheard word that the words alone do not', async () => {
    const service = await start();
    await service.remember(fact('mis', 'The caller lives in Nijmegen.'), signal);
    await service.remember(fact('mis', 'The caller plays the violin.'), signal);
    await settled(service);
    const { items, ranking } = await service.recall({ userId: 'mis', sessionId: 's', query: 'nimegen' }, signal);
    expect(items[0]?.record.content.private).toBe('The caller lives in Nijmegen.');
    expect(ranking).toBe('lexical');
  });

  it("does not show a record that the index wrongly gives as another user's", async () => {
    const service = await start();
    const victim = await service.remember(fact('victim', 'The vault opens with rose.'), signal);
    await service.remember(fact('thief', 'The caller likes gardens.'), signal);
    await settled(service);
    const { id } = await index().collection('long-term');
    await index().upsert(id, [{ id: victim.id, userId: 'thief', vector: hashedVector('The vault opens with rose.') }]);
    expect((await indexed('thief', 'vault rose')).map((one) => one.id)).toContain(victim.id);
    expect(await asked(service, 'thief', 'the vault opens with rose')).toEqual([]);
  });

  it('is filled again from the records when it was lost', async () => {
    const service = await start();
    const record = await service.remember(fact('lost', 'The caller owns a boat.'), signal);
    await settled(service);
    await chroma.restart('lost');
    // The first recall that the index fails is answered from the records, and starts the repair.
    await eventually('the index is filled again', async () => {
      expect(await asked(service, 'lost', 'boat')).toEqual(['The caller owns a boat.']);
      const found = await indexed('lost', 'boat').catch(() => []);
      return found[0]?.id === record.id;
    });
  }, 60_000);

  it('is emptied and filled by reindex', async () => {
    const service = await start();
    const record = await service.remember(fact('re', 'The caller owns a boat.'), signal);
    await settled(service);
    const before = await index().collection('long-term');
    await index().upsert(before.id, [{ id: 'stale', userId: 're', vector: hashedVector('boat') }]);
    expect(await service.reindex(signal)).toBeGreaterThan(0);
    await settled(service);
    expect((await indexed('re', 'boat')).map((one) => one.id)).toEqual([record.id]);
  });

  it('may be down at the start, and is told everything when it comes', async () => {
    await chroma.stop();
    const service = await start();
    const record = await service.remember(fact('down', "The caller's name is Martin."), signal);
    const answer = await service.recall({ userId: 'down', sessionId: 's', query: 'my name' }, signal);
    expect(answer.items.length).toBe(1);
    expect(answer.degraded).toContain('the index is down');
    expect((await service.status(signal)).index).toBe('down');
    await chroma.restart('kept');
    await settled(service);
    expect((await indexed('down', 'name')).map((one) => one.id)).toEqual([record.id]);
    const later = await service.recall({ userId: 'down', sessionId: 's', query: 'my name' }, signal);
    expect(later).not.toHaveProperty('degraded');
  }, 60_000);

  it('costs a recall no more than its deadline when it hangs, and is used again when it answers', async () => {
    const proxy = await startHangingProxy(chroma.url);
    try {
      const service = await start({ chromaUrl: proxy.url });
      await service.remember(fact('hang', "The caller's name is Martin."), signal);
      await settled(service);
      proxy.hang();
      const tookMs: number[] = [];
      for (let index = 0; index < 8; index++) {
        const startedMs = performance.now();
        const answer = await service.recall(
          { userId: 'hang', sessionId: 's', query: 'my name', deadlineMs: 150 },
          signal,
        );
        tookMs.push(performance.now() - startedMs);
        expect(answer.items.map(({ record }) => record.content.private)).toEqual(["The caller's name is Martin."]);
        expect(answer.degraded).toContain('Ranked by words alone');
      }
      // The deadline, and room for a machine that is busy; the index itself would be waited for much longer.
      expect(Math.max(...tookMs)).toBeLessThan(1_500);
      // After two failures it is no longer waited for: most answers come before the deadline has passed.
      const later = tookMs.slice(3).sort((a, b) => a - b);
      expect(later[Math.floor(later.length / 2)]).toBeLessThan(140);
      proxy.resume();
      await eventually(
        'the index is used again',
        async () => {
          const answer = await service.recall({ userId: 'hang', sessionId: 's', query: 'my name' }, signal);
          return answer.degraded === undefined;
        },
        { deadlineMs: 20_000 },
      );
      await service.close();
      open.pop();
    } finally {
      await proxy.close();
    }
  }, 60_000);

  it('calls its ranking blended with an embedding model, and falls back to words when the model fails', async () => {
    let broken = false;
    const embedder = {
      label: 'double/letters',
      version: '1',
      embed: async (texts: string[]) => {
        if (broken) throw new Error('the model is gone');
        return texts.map(hashedVector);
      },
    };
    const service = await start({ embedder });
    const record = await service.remember(fact('emb', 'The caller owns a boat.'), signal);
    await settled(service);
    expect((await service.records({ userId: 'emb' }, signal))[0]).toMatchObject({
      id: record.id,
      embeddingModel: 'double/letters',
      embeddingVersion: '1',
    });
    expect(await service.recall({ userId: 'emb', sessionId: 's', query: 'boat' }, signal)).toMatchObject({
      ranking: 'blended',
    });
    broken = true;
    const answer = await service.recall({ userId: 'emb', sessionId: 's', query: 'boat' }, signal);
    expect(answer).toMatchObject({ ranking: 'lexical', degraded: expect.stringContaining('the model is gone') });
    expect(answer.items.length).toBe(1);
  });
});
