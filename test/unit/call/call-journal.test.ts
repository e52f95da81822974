import { describe, expect, it } from 'vitest';
import { CallJournal } from '../../../agents/call/call-journal.ts';
import type { CallEvent } from '../../../agents/log/events.ts';

function rig(lastSeq = 0) {
  const sent: CallEvent[][] = [];
  const journal = new CallJournal({
    callId: 'c',
    lastSeq,
    epochMs: () => 1,
    send: (events) => sent.push(events),
    durableDeadlineMs: 40,
  });
  return { sent, journal };
}
const left = { type: 'participant.left', identity: 'x' } as const;

describe('the journal of a call', () => {
  it('numbers events without gaps, going on where a call was taken over', () => {
    const { sent, journal } = rig(7);
    journal.note(left);
    journal.note(left);
    journal.flush();
    expect(sent.flat().map((event) => event.seq)).toEqual([8, 9]);
  });
  it('sends what one turn of the loop brought as one group', async () => {
    const { sent, journal } = rig();
    for (let i = 0; i < 5; i++) journal.note(left);
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent.map((group) => group.length)).toEqual([5]);
  });
  it('lets an intent wait for its commit, and only for that', async () => {
    const { journal } = rig();
    journal.note(left);
    const durable = journal.durable([left]);
    journal.committed(1);
    let settled = false;
    void durable.then(() => {
      settled = true;
    });
    await Promise.resolve();
    expect(settled).toBe(false);
    journal.committed(2);
    await expect(durable).resolves.toBeUndefined();
  });
  it('refuses an intent whose commit fails or does not come', async () => {
    const { journal } = rig();
    const failed = journal.durable([left]);
    journal.commitFailed(1, 'the disk is full');
    await expect(failed).rejects.toThrow('the disk is full');
    await expect(journal.durable([left])).rejects.toThrow(/did not confirm within 40 ms/);
  });
});
