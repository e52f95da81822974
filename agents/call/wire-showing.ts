/** Connects what is shown to a call with its other parts: the room's video, the page, the log, what the agent says. */
import { SEEN_TOPIC } from '../room/page-events.ts';
import { type CallParts, turnInHand } from './call-parts.ts';
import { pictureDescriber } from './picture-describer.ts';
import type { ShowingOptions } from './showing.ts';

export function showingOptions(parts: CallParts): ShowingOptions {
  const { ground, room } = parts;
  const { agent, deps, record, signal } = ground;
  const { vision } = deps.models;
  return {
    get agent() {
      return agent.definition;
    },
    pictures: deps.pictures,
    reading: deps.reading,
    get language() {
      return agent.definition.readingLanguage ?? deps.settings.readingLanguage;
    },
    canSeePictures: vision !== undefined,
    ...(vision && {
      describe: pictureDescriber(vision, ({ type: _, ...usage }) => record.cost(turnInHand(parts), usage)),
    }),
    callerIdentity: () => parts.caller.userId,
    signal,
    nowMs: () => Date.now(),
    subscribe: (on) => room.setSeeing(on),
    note: (event) => record.note(event),
    show: (event) => room.send(event),
    sendThumbnail: (jpeg, attributes) => room.sendBytes(SEEN_TOPIC, jpeg, 'image/jpeg', attributes),
    onWishMet: (what, line, whose) =>
      parts.lines.whenFree(`${agent.definition.lines.wishMet.replaceAll('{what}', what)} ${line}${whose}`, 'news'),
    onError: (what, error) => deps.log.warn({ what, error: String(error) }, 'seeing trouble'),
  };
}
