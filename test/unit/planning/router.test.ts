import { describe, expect, it } from 'vitest';
import { routeByRules, routeNamed, type Ways } from '../../../agents/planning/router.ts';
import { askRouter } from '../../../agents/planning/router-model.ts';
import { ScriptedModel } from '../../support/scripted-model.ts';

const ALL: Ways = {
  specialists: [
    { agent: 'billing', when: ['my bill', 'invoice'], description: 'Bills.' },
    { agent: 'travel', when: ["the train's late"], description: 'Trains.' },
  ],
  largerModel: true,
  background: true,
};
const NONE: Ways = { specialists: [], largerModel: false, background: false };
const wayOf = (text: string, ways = ALL) => {
  const route = routeByRules(text, ways);
  return route.route === 'specialist' ? route.to : route.route;
};
const LONG = `I have a question that is rather long. ${'It goes on and on and says more. '.repeat(6)}`;

describe('which way a turn goes by rules', () => {
  it.each([
    ['What time is it?', 'talker'],
    ['', 'talker'],
    ['I have a question about My Bill, please', 'billing'],
    ['it is about the invoice.', 'billing'],
    ['I need to pay my billiards club', 'talker'],
    ["The train's late!", 'travel'],
    ['Compare these three and call me back when you are done', 'background'],
    ['do that in the background please', 'background'],
    ['Find me a hotel and tell me later', 'background'],
    ['call me Anna', 'talker'],
    ['First of all book a table, and then tell Bob', 'larger-model'],
    [LONG, 'larger-model'],
  ])('%s', (text, way) => {
    expect(wayOf(text)).toBe(way);
  });
  it('never goes where there is nobody', () => {
    for (const text of [LONG, 'it is about my bill', 'do it in the background'])
      expect(wayOf(text, NONE)).toBe('talker');
  });
});

describe('which way a small model sends a turn', () => {
  it.each([
    ['billing', 'billing'],
    [' Travel.\n', 'travel'],
    ['larger-model', 'larger-model'],
    ['talker', 'talker'],
  ])('reads %s', (reply, way) => {
    const route = routeNamed(reply, ALL);
    expect(route?.route === 'specialist' ? route.to : route?.route).toBe(way);
  });
  it.each(['', 'the boss', 'I think it should go to billing'])('takes nothing from %s', (reply) => {
    expect(routeNamed(reply, ALL)).toBeUndefined();
  });
  it('has the rules decide when it fails, is late or is called off', async () => {
    const signal = new AbortController().signal;
    expect(await askRouter(new ScriptedModel({ error: new Error('down') }), 'a b c d', ALL, signal)).toBeUndefined();
    expect(
      await askRouter(new ScriptedModel({ text: 'billing', waitMs: 400 }), 'a b c d', ALL, signal),
    ).toBeUndefined();
    expect(await askRouter(new ScriptedModel('billing'), 'a b c d', ALL, AbortSignal.abort())).toBeUndefined();
  });
});
