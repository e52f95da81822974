/**
 * Captions of both sides, from `lk.transcription` text streams. The agent's words grow inside one stream per segment; one
 * that was cut comes once more as a whole, marked so. The caller's are whole replacements, the last marked final.
 */
import type { Room, TextStreamReader } from 'livekit-client';
import type { Speaker } from '../state/transcript.ts';
import type { Dispatch } from './dispatch.ts';

const TRANSCRIPTION_TOPIC = 'lk.transcription';
const CHAT_TOPIC = 'lk.chat';

export function listenToCaptions(room: Room, dispatch: Dispatch): void {
  const read = (who: Speaker, segmentId: string, reader: TextStreamReader): void => {
    readSegment(who, segmentId, reader, dispatch).catch(() => {
      /* The stream broke off: the words that arrived stay, and the line is closed by what comes next. */
    });
  };
  room.registerTextStreamHandler(TRANSCRIPTION_TOPIC, (reader, from) => {
    const attributes = reader.info.attributes ?? {};
    read(
      speakerOf(room, from.identity, attributes['lk.transcribed_track_id']),
      attributes['lk.segment_id'] ?? reader.info.id,
      reader,
    );
  });
  room.registerTextStreamHandler(CHAT_TOPIC, (reader, from) => {
    if (from.identity !== room.localParticipant.identity) read('agent', reader.info.id, reader);
  });
}

function speakerOf(room: Room, sender: string, trackSid: string | undefined): Speaker {
  if (sender === room.localParticipant.identity) return 'caller';
  return trackSid !== undefined && room.localParticipant.trackPublications.has(trackSid) ? 'caller' : 'agent';
}

async function readSegment(
  who: Speaker,
  segmentId: string,
  reader: TextStreamReader,
  dispatch: Dispatch,
): Promise<void> {
  let text = '';
  const write = (final: boolean, interrupted: boolean): void =>
    dispatch({ type: 'caption', caption: { segmentId, who, text, final, interrupted } });
  /* What was heard of a cut answer stands there already, and more: it changes in one step, not word by word. */
  const replacement = reader.info.attributes?.['parley.interrupted'] === 'true';
  try {
    for await (const chunk of reader) {
      text += chunk;
      if (!replacement) write(false, false);
    }
  } catch (error) {
    if (text !== '') write(true, true);
    throw error;
  }
  const attributes = reader.info.attributes ?? {};
  /* A caller's stream is one guess and says itself whether it is the last; an agent's stream is the whole segment. */
  write(
    who === 'agent' || attributes['lk.transcription_final'] === 'true',
    attributes['parley.interrupted'] === 'true',
  );
}
