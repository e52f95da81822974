import { expect, test } from 'vitest';
import { humanLine } from '../../../server/dev/human-line.ts';

test('a line of a log reads as a sentence with its facts', () => {
  expect(
    humanLine('{"level":40,"time":1,"pid":2,"hostname":"h","name":"worker","msg":"a host died","host":3}'),
  ).toEqual({ level: 40, text: 'a host died host=3' });
});

test('an error that the message does not carry is added', () => {
  expect(humanLine('{"level":50,"msg":"the call failed","err":{"message":"disk full"}}')?.text).toBe(
    'the call failed: disk full',
  );
});

test.each(['plain text', '{"broken', '{"no":"level"}', '[1]'])("%s is not one of pino's lines", (line) => {
  expect(humanLine(line)).toBeUndefined();
});
