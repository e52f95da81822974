import { expect, test } from 'vitest';
import { hostEnvironment, hostFlags } from '../../../agents/worker/host-memory.ts';

test('a host is started with a small young heap and few pools of the C library, its engine silent', () => {
  expect(hostFlags(['--no-warnings'])).toEqual(['--no-warnings', '--max-semi-space-size=4']);
  expect(hostEnvironment({ HOME: '/home/a' })).toEqual({
    HOME: '/home/a',
    MALLOC_ARENA_MAX: '2',
    RUST_LOG: 'off',
  });
});

test('what the operator has set wins', () => {
  expect(hostFlags(['--max-semi-space-size=64'])).toEqual(['--max-semi-space-size=64']);
  expect(hostEnvironment({ MALLOC_ARENA_MAX: '8', RUST_LOG: 'info' })).toEqual({
    MALLOC_ARENA_MAX: '8',
    RUST_LOG: 'info',
  });
});
