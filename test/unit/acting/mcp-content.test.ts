import { describe, expect, it } from 'vitest';
import { hiddenValues } from '../../../agents/acting/toolbox/mcp/hidden-values.ts';
import { contentResult } from '../../../agents/acting/toolbox/mcp/mcp-content.ts';

describe('what an MCP tool answers', () => {
  it('is words as they are, and everything else named', () => {
    const content = [
      { type: 'text', text: 'Two rooms.' },
      { type: 'image', data: 'AAAA', mimeType: 'image/png' },
      { type: 'audio', data: 'AAAA', mimeType: 'audio/wav' },
      { type: 'resource_link', uri: 'https://rooms.example/blue', name: 'blue', description: 'the blue room' },
      { type: 'resource', resource: { uri: 'file:///plan.txt', text: 'the plan' } },
      { type: 'resource', resource: { uri: 'file:///plan.pdf', blob: 'AAAA', mimeType: 'application/pdf' } },
      { type: 'hologram' },
      7,
    ];
    expect(contentResult({ content })).toEqual({
      outcome: 'ok',
      text: [
        'Two rooms.',
        '[picture]',
        '[sound]',
        '[link to blue, https://rooms.example/blue: the blue room]',
        'the plan',
        '[file file:///plan.pdf, application/pdf]',
        '[something that cannot be shown]',
        '[something that cannot be shown]',
      ].join('\n'),
    });
  });

  it('is its structured result once, also when the server says it as text too', () => {
    const structuredContent = { rooms: 2, free: true };
    const content = [{ type: 'text', text: '{ "free": true, "rooms": 2 }' }];
    expect(contentResult({ content, structuredContent }).text).toBe('{"rooms":2,"free":true}');
    const other = [{ type: 'text', text: '{ "free": false }' }];
    expect(contentResult({ content: other, structuredContent }).text).toBe(
      '{ "free": false }\n{"rooms":2,"free":true}',
    );
  });

  it('is a failure when it says so, and nobody knows when it says nothing', () => {
    expect(contentResult({ content: [{ type: 'text', text: 'No.' }], isError: true })).toEqual({
      outcome: 'failed',
      text: 'No.',
    });
    expect(contentResult({ content: [] })).toEqual({ outcome: 'ok', text: '(nothing)' });
    expect(contentResult({}).outcome).toBe('broken');
  });

  it('is cut, and says so', () => {
    const { text } = contentResult({ content: [{ type: 'text', text: 'x'.repeat(300_000) }] });
    expect(text.length).toBeLessThan(200_100);
    expect(text).toMatch(/\[cut: 300000 characters\]$/);
  });
});

describe('the values of credentials', () => {
  it('are taken out of a text, the longer before the shorter, and short ones are left', () => {
    const hide = hiddenValues(['secret', 'secret-and-more', 'on', undefined]);
    expect(hide('on: secret-and-more, secret')).toBe('on: [hidden], [hidden]');
  });
});
