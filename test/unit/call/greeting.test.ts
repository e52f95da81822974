import { describe, expect, it } from 'vitest';
import { greetingFor, nameFromMemory } from '../../../agents/call/greeting.ts';
import { agentFile } from '../../../agents/catalog/agent-definition.ts';

const agent = agentFile.parse({
  name: 'a',
  title: 'A',
  description: 'd',
  instructions: 'i',
  greeting: 'Hello, {name}.',
  greetingReturning: 'Welcome back {name}.',
});

describe('the greeting', () => {
  it('finds the name among what is remembered', () => {
    expect(nameFromMemory(['The caller likes tea.', "The caller's name is Martin."])).toBe('Martin');
    expect(nameFromMemory(['The caller is called Zoë.'])).toBe('Zoë');
    expect(nameFromMemory(["The caller's sister's name is Ann."])).toBeUndefined();
  });
  it('greets a stranger without a gap and a known caller by name', () => {
    expect(greetingFor(agent, undefined, undefined)).toBe('Hello.');
    expect(greetingFor(agent, 'Martin', undefined)).toBe('Welcome back Martin.');
  });
  it('can be replaced or left out', () => {
    expect(greetingFor(agent, 'Martin', 'Good day.')).toBe('Good day.');
    expect(greetingFor(agent, 'Martin', '-')).toBeUndefined();
  });
});
