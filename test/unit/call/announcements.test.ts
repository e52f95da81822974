import { describe, expect, it } from 'vitest';
import { Announcements } from '../../../agents/call/announcements.ts';
import { VirtualClock } from '../../../media/clock.ts';

function rig(free: boolean) {
  const clock = new VirtualClock();
  const said: string[] = [];
  const dropped: string[] = [];
  const floor = { free };
  const announcements = new Announcements({
    clock,
    trySay: (text) => floor.free && said.push(text) > 0,
    onDropped: (text) => dropped.push(text),
  });
  return { clock, said, dropped, floor, announcements };
}

describe('announcements', () => {
  it('are said at once while the floor is free', () => {
    const { announcements, said, clock } = rig(true);
    announcements.say('done', 'news');
    expect(said).toEqual(['done']);
    expect(clock.pendingTimers).toBe(0);
  });
  it('wait for the floor, in order, and are each said once', () => {
    const { announcements, said, floor, clock } = rig(false);
    for (const text of ['first', 'second', 'first']) announcements.say(text, 'news');
    clock.advance(10_000);
    expect(said).toEqual([]);
    floor.free = true;
    clock.advance(200);
    floor.free = false;
    expect(said).toEqual(['first']);
    announcements.say('third', 'news');
    floor.free = true;
    clock.advance(1_000);
    expect(said).toEqual(['first', 'second', 'third']);
    expect(clock.pendingTimers).toBe(0);
  });
  it('that are too many push out the oldest, and it is told', () => {
    const { announcements, dropped } = rig(false);
    for (let i = 0; i < 6; i++) announcements.say(`thing ${i}`, 'news');
    expect(dropped).toEqual(['thing 0', 'thing 1']);
    expect(announcements.waiting).toBe(4);
  });
  it('that are pressing come before the news, in their own order, and are given up last', () => {
    const { announcements, said, dropped, floor, clock } = rig(false);
    announcements.say('news 1', 'news');
    announcements.say('answer 1', 'pressing');
    announcements.say('news 2', 'news');
    announcements.say('answer 2', 'pressing');
    announcements.say('answer 3', 'pressing');
    expect(dropped).toEqual(['news 1']);
    floor.free = true;
    clock.advance(2_000);
    expect(said).toEqual(['answer 1', 'answer 2', 'answer 3', 'news 2']);
  });
  it('that are all pressing push out the oldest', () => {
    const { announcements, dropped } = rig(false);
    for (let i = 0; i < 5; i++) announcements.say(`thing ${i}`, 'pressing');
    expect(dropped).toEqual(['thing 0']);
  });
  it('are not said after the call', () => {
    const { announcements, said, floor, clock } = rig(false);
    announcements.say('late', 'news');
    announcements.close();
    floor.free = true;
    clock.advance(10_000);
    announcements.say('later', 'news');
    expect(said).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });
});
