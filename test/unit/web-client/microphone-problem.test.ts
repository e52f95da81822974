/** Why a microphone did not open, and in which words the page says so. */
import { describe, expect, it } from 'vitest';
import { browserFamily, microphoneProblem } from '../../../web-client/call/state/microphone-problem.ts';
import { words } from '../../../web-client/call/words.ts';

describe('a microphone that does not open', () => {
  it.each([
    ['NotAllowedError', 'refused'],
    ['NotFoundError', 'absent'],
    ['NotReadableError', 'in-use'],
    ['SomethingNewError', 'unknown'],
  ])('with %s is %s', (name, problem) => {
    expect(microphoneProblem(name)).toBe(problem);
  });

  it.each([
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
      'safari-ios',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
      'safari',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'firefox'],
    [
      'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
      'chrome-android',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0',
      'chromium',
    ],
  ] as const)('is explained in the words of its browser: %s', (agent, family) => {
    expect(browserFamily(agent)).toBe(family);
    expect(words.microphone.advice('refused', family)).toMatch(/try again/);
  });
});
