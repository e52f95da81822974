/**
 * The thumbnails the agent keeps, as it sends them: bounded JPEG streams on `parley.seen`, from agents only. A picture that
 * breaks off or is no picture is passed over; the one before stays.
 */
import { type ByteStreamReader, ParticipantKind, type Room, RoomEvent, Track } from 'livekit-client';
import { SEEN_TOPIC } from '../../../server/api/page-events.ts';
import { type SightSource, seenAt } from '../state/sight.ts';
import type { Dispatch } from './dispatch.ts';

/** A thumbnail weighs some ten kilobytes; nothing near this is one. */
const MAX_PICTURE_BYTES = 1_000_000;
const SOURCES: readonly SightSource[] = ['camera', 'screen'];

export function listenToSight(room: Room, dispatch: Dispatch): void {
  room.registerByteStreamHandler(SEEN_TOPIC, (reader, from) => {
    if (room.remoteParticipants.get(from.identity)?.kind !== ParticipantKind.AGENT) return;
    readPicture(room, reader, dispatch).catch(() => undefined);
  });
  room
    .on(RoomEvent.ParticipantDisconnected, ({ identity }) => dispatch({ type: 'sight-gone', participant: identity }))
    .on(RoomEvent.TrackUnpublished, (publication, { identity }) => {
      const source = sightSource(publication.source);
      if (source !== undefined) dispatch({ type: 'sight-gone', participant: identity, source });
    });
}

export function sightSource(source: Track.Source): SightSource | undefined {
  if (source === Track.Source.Camera) return 'camera';
  return source === Track.Source.ScreenShare ? 'screen' : undefined;
}

async function readPicture(room: Room, reader: ByteStreamReader, dispatch: Dispatch): Promise<void> {
  const { attributes = {}, mimeType, size } = reader.info;
  const source = SOURCES.find((known) => known === attributes.source);
  if (source === undefined || mimeType !== 'image/jpeg' || (size ?? 0) > MAX_PICTURE_BYTES) return;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of reader) {
    bytes += chunk.byteLength;
    if (bytes > MAX_PICTURE_BYTES) return;
    chunks.push(new Uint8Array(chunk));
  }
  const url = await dataUrl(new Blob(chunks, { type: 'image/jpeg' }));
  const participant = attributes.participant ?? room.localParticipant.identity;
  const statedAtMs = Number(attributes.at_ms ?? Number.NaN);
  dispatch({
    type: 'seen',
    picture: {
      source,
      participant,
      mine: participant === room.localParticipant.identity,
      seenAtMs: seenAt(statedAtMs, Date.now()),
      url,
    },
  });
}

/** As an address that needs no giving back: a small picture, replaced every few seconds. */
function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new Error(`A picture of ${blob.size} bytes could not be read.`));
    reader.readAsDataURL(blob);
  });
}
