/** Connects a room with the parts of its call: who is told of what the room reports. */
import { MAX_FILE_BYTES } from '../files/file-store.ts';
import type { RoomHandlers, RoomOptions } from '../room/call-room-port.ts';
import { OUTPUT_RATE_HZ } from '../speaking/utterance.ts';
import type { CallParts } from './call-parts.ts';

const CONNECT_DEADLINE_MS = 10_000;
/** Somebody closed the room on purpose. */
const CLOSED = new Set(['ROOM_DELETED', 'PARTICIPANT_REMOVED']);

export function roomOptions(parts: CallParts): RoomOptions {
  const { assignment, deps } = parts.ground;
  return {
    url: assignment.url,
    token: assignment.token,
    outputRateHz: OUTPUT_RATE_HZ,
    connectDeadlineMs: CONNECT_DEADLINE_MS,
    maxFileBytes: MAX_FILE_BYTES,
    onError: (what, error) => deps.log.warn({ what, error: String(error) }, 'room trouble'),
    handlers: roomHandlers(parts),
  };
}

function roomHandlers(parts: CallParts): RoomHandlers {
  const { ground } = parts;
  const { assignment, deps } = ground;
  return {
    onCallerJoined: (caller) => parts.caller.joined(caller),
    onCallerLeft: (caller, reason) => parts.caller.left(caller, reason),
    onOperator: (identity, state) =>
      state === 'joined' ? parts.operator.joined(identity) : parts.operator.left(identity),
    onOperatorMicrophone: (identity, trackSid, state) => parts.operatorEar.microphone(identity, trackSid, state),
    onOperatorAudio: (trackSid, pcm) => parts.operatorEar.push(trackSid, pcm),
    onAudio: (trackSid, pcm) => parts.ears.push(trackSid, pcm),
    onMicrophone: (trackSid, state) => {
      deps.log.debug({ trackSid, state }, 'microphone');
      parts.ears.microphone(trackSid, state);
    },
    onChat: (text, identity) => parts.input.typed(text, { source: 'caller', id: identity }),
    onVideoOpened: (source) => parts.showing.opened(source),
    onVideoClosed: (id) => parts.showing.closed(id),
    onFile: (file) => void parts.showing.file(file),
    onFileRefused: (name, message) => parts.showing.refused(name, message),
    onKeypad: (digit) => parts.input.keyed(digit),
    onControl: (control) => parts.input.control(control),
    onRefused: (identity, what, message) => {
      // The message quotes what was sent: it is for the sender alone.
      deps.log.info({ identity, what }, 'refused');
      parts.room.send({ type: 'refused', what, message });
    },
    onBell: () => deps.ringBell(assignment.callId),
    onDisconnected: (reason) =>
      ground.finish({
        outcome: CLOSED.has(reason) ? 'completed' : 'failed',
        reason: `the room is gone: ${reason}`,
      }),
  };
}
