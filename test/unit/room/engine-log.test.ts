import { AudioSource } from '@livekit/rtc-node';
import { expect, test } from 'vitest';
import { keepEngineLogOut } from '../../../agents/room/engine-log.ts';

test('the engine is started without its log, with everything else as it was asked', () => {
  const started: unknown[][] = [];
  const bindings = { livekitInitialize: (...given: unknown[]) => void started.push(given) };
  const onEvent = () => undefined;

  expect(keepEngineLogOut(bindings)).toBe(true);
  bindings.livekitInitialize(onEvent, true, '1.2.3');

  expect(started).toEqual([[onEvent, false, '1.2.3']]);
});

test('an engine that is built otherwise is left as it is', () => {
  expect(keepEngineLogOut({ start: () => undefined })).toBe(false);
  expect(keepEngineLogOut(null)).toBe(false);
});

test('the installed engine is built as expected, and works without its log', async () => {
  expect(keepEngineLogOut()).toBe(true);
  const source = new AudioSource(24_000, 1, 100);
  await source.close();
});
