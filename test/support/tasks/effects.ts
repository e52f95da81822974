/**
 * A small world that tools act on, in a file: what was booked, charged and sent survives whoever asked for it. Every
 * effect is one appended line, so that a process that is killed leaves whole effects and nothing else.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { defineTool, type Tool, type ToolContext } from '../../../agents/acting/tool.ts';

export interface Effect {
  what: 'booked' | 'charged' | 'sent' | 'unbooked' | 'asked';
  key: string;
  text: string;
  /** The task that it belongs to, as tools know it. */
  of: string;
}

export function effectsIn(file: string): Effect[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Effect => JSON.parse(line));
}

/** `boundary` is called before and after every effect, with its name: where a test ends the process. */
export function toolsOn(file: string, boundary: (place: string) => void): ReadonlyMap<string, Tool> {
  const happen = (
    what: Effect['what'],
    { callKey: key, callId: of }: Pick<ToolContext, 'callKey' | 'callId'>,
    text: string,
  ): void => {
    boundary('before an effect');
    appendFileSync(file, `${JSON.stringify({ what, key, text, of })}\n`);
    boundary('after an effect');
  };
  const done = (what: Effect['what'], key: string) =>
    effectsIn(file).find((effect) => effect.what === what && effect.key === key);
  const text = z.object({ text: z.string() });
  const base = { parameters: text, deadlineMs: 5_000, tier: 'write-constrained' as const, informs: [] };
  const tools = [
    defineTool({
      ...base,
      name: 'price',
      description: 'What something costs.',
      label: 'Looking up a price',
      tier: 'read',
      honoursKey: true,
      run: async (input) => {
        boundary('in a look-up');
        return JSON.stringify({ thing: input.text, cost: 40 + input.text.length });
      },
    }),
    defineTool({
      ...base,
      name: 'book',
      description: 'Books something; the service knows a key it has seen.',
      label: 'Booking',
      honoursKey: true,
      run: async (input, context) => {
        if (!done('booked', context.callKey)) happen('booked', context, input.text);
        return `Booked ${input.text}.`;
      },
      undo: async (_, __, context) => {
        if (!done('unbooked', context.callKey)) happen('unbooked', context, '');
        return 'The booking is gone.';
      },
    }),
    defineTool({
      ...base,
      name: 'charge',
      description: 'Charges a card; knows no keys, but says what it did.',
      label: 'Charging the card',
      honoursKey: false,
      run: async (input, context) => {
        happen('charged', context, input.text);
        return `Charged ${input.text}.`;
      },
      lookUp: async (_, { callKey }) =>
        done('charged', callKey) ? { state: 'done', text: 'It was charged.' } : { state: 'not-done' },
    }),
    defineTool({
      ...base,
      name: 'send',
      description: 'Sends a letter; ignores keys, and nobody can find out.',
      label: 'Sending a letter',
      honoursKey: false,
      run: async (input, context) => {
        happen('sent', context, input.text);
        return `Sent ${input.text}.`;
      },
    }),
    defineTool({
      ...base,
      name: 'refuse',
      description: 'Never works.',
      label: 'Trying the impossible',
      honoursKey: true,
      run: async () => {
        throw new Error('it is closed for the winter');
      },
    }),
  ];
  return new Map(tools.map((tool): [string, Tool] => [tool.name, tool as Tool]));
}
