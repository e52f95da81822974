/** Connects what the agent shows with the other parts of its call: what it was given, the room's video, the page, the log. */
import type { CallParts } from './call-parts.ts';
import { lastPresented, type PresentingOptions } from './presenting.ts';

export function presentingOptions(parts: CallParts): PresentingOptions {
  const { ground, room } = parts;
  const { assignment, deps, record, signal } = ground;
  return {
    sheets: deps.sheets,
    get given() {
      return parts.showing.given;
    },
    room,
    signal,
    restored: lastPresented(assignment.history),
    onPhone: () => parts.caller.channel === 'phone',
    note: (event) => record.note(event),
    show: (event) => room.send(event),
    onError: (error) => deps.log.warn({ error: String(error) }, 'presenting trouble'),
  };
}
