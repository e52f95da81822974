import { describe, expect, test } from 'vitest';
import {
  type ProviderStringContext,
  parseProviderChain,
  parseProviderString,
} from '../../../agents/models/provider-string.ts';

const stt: ProviderStringContext = { variable: 'PARLEY_STT', function: 'stt', toolWorkerUrl: 'http://127.0.0.1:7000' };
const tts: ProviderStringContext = { ...stt, variable: 'PARLEY_TTS', function: 'tts' };
const llm: ProviderStringContext = { ...stt, variable: 'PARLEY_LLM', function: 'llm' };

describe('a provider string', () => {
  test('of a vendor goes to the vendor, with its key and its usual model', () => {
    expect(parseProviderString('deepgram', stt)).toMatchObject({
      scheme: 'deepgram',
      baseUrl: 'wss://api.deepgram.com',
      model: 'nova-3',
      keyVariable: 'DEEPGRAM_API_KEY',
      label: 'deepgram/nova-3',
    });
    expect(parseProviderString('openai?model=gpt-4.1', llm)).toMatchObject({
      baseUrl: 'https://api.openai.com/v1',
      keyVariable: 'OPENAI_API_KEY',
      label: 'openai/gpt-4.1',
    });
  });

  test('with an address goes there, and takes no vendor key along', () => {
    expect(parseProviderString('deepgram+ws://127.0.0.1:9001?model=nova-3', stt)).toMatchObject({
      baseUrl: 'ws://127.0.0.1:9001',
      keyVariable: undefined,
      label: 'deepgram@127.0.0.1:9001/nova-3',
    });
    expect(parseProviderString('openai+http://127.0.0.1:11434/v1/?model=qwen3', llm)).toMatchObject({
      baseUrl: 'http://127.0.0.1:11434/v1',
      keyVariable: undefined,
    });
    expect(
      parseProviderString('openai+https://api.groq.com/openai/v1?model=m&key_env=GROQ_API_KEY', llm).keyVariable,
    ).toBe('GROQ_API_KEY');
  });

  test('of an embedded engine leads to the tool-worker on the wire of the vendor', () => {
    expect(parseProviderString('local:pocketsphinx', stt)).toEqual({
      function: 'stt',
      scheme: 'deepgram',
      baseUrl: 'ws://127.0.0.1:7000',
      options: { model: 'pocketsphinx' },
      model: 'pocketsphinx',
      keyVariable: 'PARLEY_INTERNAL_TOKEN',
      label: 'local/pocketsphinx',
    });
    expect(parseProviderString('local:flite?voice=slt', tts)).toMatchObject({
      scheme: 'openai',
      baseUrl: 'http://127.0.0.1:7000/v1',
      label: 'local/flite',
      options: { voice: 'slt' },
    });
    expect(parseProviderString('local:rules', llm)).toMatchObject({ model: 'rules', label: 'local/rules' });
  });

  test('of Ollama goes to this machine, in OpenAI’s words', () => {
    expect(parseProviderString('ollama?model=qwen3:4b', llm)).toMatchObject({
      scheme: 'openai',
      baseUrl: 'http://127.0.0.1:11434/v1',
      label: 'ollama/qwen3:4b',
      keyVariable: undefined,
    });
    expect(parseProviderString('ollama+http://10.0.0.2:11434?model=qwen3', llm).baseUrl).toBe(
      'http://10.0.0.2:11434/v1',
    );
  });

  test('may be a chain, first choice first', () => {
    expect(parseProviderChain('openai?model=gpt-4.1-mini, local:rules', llm).map((spec) => spec.label)).toEqual([
      'openai/gpt-4.1-mini',
      'local/rules',
    ]);
  });

  test.each([
    ['whisper', stt, '"whisper" is not one of deepgram, deepgram-plugin, local:sherpa, local:pocketsphinx'],
    ['', stt, 'a member of the chain is empty'],
    ['deepgram,,local:sherpa', stt, 'a member of the chain is empty'],
    ['deepgram?modle=nova-3', stt, '"modle" is not an option of it; known: key_env, model, language,'],
    ['deepgram?model=', stt, 'the option "model" is empty'],
    ['deepgram?model=a&model=b', stt, 'the option "model" is given twice'],
    ['deepgram?endpointing=soon', stt, 'endpointing="soon" is not a number from 10 to 5000'],
    ['deepgram?endpointing=9', stt, 'endpointing="9" is not a number from 10 to 5000'],
    ['deepgram?numerals=yes', stt, 'numerals="yes" is neither true nor false'],
    ['deepgram?key_env=sk-123', stt, 'key_env="sk-123" is not the name of a variable'],
    ['deepgram+http://127.0.0.1', stt, '"http://127.0.0.1" is not an address that starts with ws:// or wss://'],
    ['deepgram+nonsense', stt, '"nonsense" is not an address'],
    ['openai?temperature=3', llm, 'temperature="3" is not a number from 0 to 2'],
    ['ollama', llm, 'it names no model'],
    [
      'local:flite',
      stt,
      '"flite" is not an embedded engine for this: here it may be local:sherpa or local:pocketsphinx',
    ],
    ['local:rules', { ...llm, toolWorkerUrl: undefined }, 'PARLEY_TOOL_WORKER_URL is not set'],
    ['native+http://x', { variable: 'PARLEY_VAD', function: 'vad' }, 'lives in the process and takes no address'],
  ] satisfies [string, ProviderStringContext, string][])(
    'that cannot be used (%s) is refused with the value and the reason',
    (value, context, reason) => {
      const parse = () => parseProviderChain(value, context);
      expect(parse).toThrow(reason);
      expect(parse).toThrow(context.variable);
    },
  );

  test('never shows a key that was written into the address', () => {
    const parse = () => parseProviderString('openai+https://user:sk-secret@host/v1', llm);
    expect(parse).toThrow('name its variable with key_env');
    expect(parse).not.toThrow('sk-secret');
  });
});
