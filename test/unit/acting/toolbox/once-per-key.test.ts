/** One effect for one key, also when those who asked leave and others come. */
import { expect, it } from 'vitest';
import { OncePerKey } from '../../../../agents/acting/toolbox/once-per-key.ts';
import type { RunResponse } from '../../../../agents/acting/toolbox/toolbox-api.ts';

const said = (outcome: RunResponse['outcome'], text: string): RunResponse => ({
  outcome,
  text,
  attempts: 1,
  retryable: false,
});

/** Runs that end when they are told to, or with `stopped` when nobody waits any more. */
function runs(stopped: RunResponse) {
  const begun: ((response: RunResponse) => void)[] = [];
  const start = (signal: AbortSignal): Promise<RunResponse> => {
    const { promise, resolve } = Promise.withResolvers<RunResponse>();
    begun.push(resolve);
    // It needs a moment to end.
    signal.addEventListener('abort', () => setTimeout(() => resolve(stopped), 5), { once: true });
    return promise;
  };
  return { begun, start };
}
const leaving = () => {
  const leave = new AbortController();
  return { signal: leave.signal, leave: () => leave.abort(new Error('gone')) };
};
const stays = new AbortController().signal;

it('who comes while a run that nobody wants any more is ending is given a run of their own', async () => {
  const once = new OncePerKey();
  const { begun, start } = runs(said('error', 'it was stopped'));
  const keyed = { key: 'k', keep: false, againWhenUnknown: true, start };
  const first = leaving();
  const gone = once.run(keyed, first.signal);
  first.leave();
  await expect(gone).rejects.toThrow('gone');
  const second = once.run(keyed, stays);
  await expect.poll(() => begun.length).toBe(2);
  begun[1]?.(said('ok', 'read anew'));
  expect(await second).toMatchObject({ outcome: 'ok', text: 'read anew' });
});

it('but what may have acted is not begun again', async () => {
  const once = new OncePerKey();
  const { begun, start } = runs(said('unknown', 'nobody knows'));
  const keyed = { key: 'k', keep: true, againWhenUnknown: false, start };
  const first = leaving();
  const gone = once.run(keyed, first.signal);
  first.leave();
  await expect(gone).rejects.toThrow('gone');
  expect(await once.run(keyed, stays)).toMatchObject({ outcome: 'unknown' });
  expect(begun).toHaveLength(1);
});

it('who leaves while the old run is ending is not held up by it', async () => {
  const once = new OncePerKey();
  const keyed = {
    key: 'k',
    keep: true,
    againWhenUnknown: false,
    start: () => new Promise<RunResponse>(() => {}),
  };
  const first = leaving();
  const gone = once.run(keyed, first.signal);
  first.leave();
  await expect(gone).rejects.toThrow('gone');
  const second = leaving();
  const waiting = once.run(keyed, second.signal);
  second.leave();
  await expect(waiting).rejects.toThrow('gone');
});
