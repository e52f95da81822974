/** The page about providers is held against the tables the strings are read with. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFAULT_DEADLINES } from '../../../agents/models/deadlines.ts';
import { LOCAL_ENGINES, SCHEMES } from '../../../agents/models/provider-options.ts';
import { parseProviderChain } from '../../../agents/models/provider-string.ts';

const page = readFileSync(new URL('../../../docs/providers.md', import.meta.url), 'utf8');

test('every scheme, engine and option is on the page', () => {
  const names = Object.values(SCHEMES).flatMap((schemes) =>
    Object.entries(schemes).flatMap(([scheme, rule]) => [scheme, ...Object.keys(rule.options)]),
  );
  const missing = [...names, ...Object.keys(LOCAL_ENGINES).map((engine) => `local:${engine}`)].filter(
    (name) => !page.includes(`\`${name}\``) && !page.includes(`\`${name}=`),
  );
  expect(missing).toEqual([]);
});

test('every example on the page can be used', () => {
  const examples = [...page.matchAll(/^PARLEY_(STT|TTS|LLM)=(.+)$/gm)];
  expect(examples.length).toBeGreaterThan(5);
  for (const [, name = '', value = ''] of examples) {
    const wanted = name === 'STT' ? 'stt' : name === 'TTS' ? 'tts' : 'llm';
    expect(() =>
      parseProviderChain(value, { variable: `PARLEY_${name}`, function: wanted, toolWorkerUrl: 'http://127.0.0.1:1' }),
    ).not.toThrow();
  }
});

test('the deadlines on the page are the ones that hold', () => {
  const seconds = (ms: number) => `${ms / 1000} s`;
  const {
    firstTokenMs,
    tokenGapMs,
    firstSpeechMs,
    speechGapMs,
    hearingOpenMs,
    hearingFinalMs,
    hearingReplayMs,
    hearingGiveUpMs,
    breakerRestMs,
  } = DEFAULT_DEADLINES;
  expect(page).toContain(`no token in ${seconds(firstTokenMs)}; a refusal; ${seconds(tokenGapMs)} without a token`);
  expect(page).toContain(
    `no sample of a clause in ${seconds(firstSpeechMs)}; a refusal; ${seconds(speechGapMs)} without a sample`,
  );
  expect(page).toContain(
    `does not open in ${seconds(hearingOpenMs)}, closes, or a final does not come in ${seconds(hearingFinalMs)}`,
  );
  expect(page).toContain(`(up to ${seconds(hearingReplayMs)}); after ${seconds(hearingGiveUpMs)} without`);
  expect(page).toContain(`left out for ${seconds(breakerRestMs)}`);
});
