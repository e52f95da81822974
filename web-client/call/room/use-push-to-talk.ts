/**
 * Push to talk: tells the agent the mode and the key, and lets no sound out while the key is up. The track itself stays
 * published (a gate on it is instant; muting would take a round trip and cut the first syllable).
 */
import { type Room, Track } from 'livekit-client';
import { useEffect, useRef } from 'react';
import type { CallState } from '../state/call-state.ts';
import { sendControl } from './send-control.ts';

/** People let go while the last syllable still sounds. */
const RELEASE_TAIL_MS = 250;

export function usePushToTalk(room: Room, state: CallState): void {
  const { pushToTalk, talkHeld, microphone } = state;
  const agentIdentity = state.agent?.identity;
  const announced = useRef(false);

  /* Every agent that takes over has to be told, or it would wait for the caller to fall silent. */
  useEffect(() => {
    if (agentIdentity === undefined || (!pushToTalk && !announced.current)) return;
    announced.current = pushToTalk;
    sendControl(room, { type: 'push-to-talk', mode: pushToTalk ? 'on' : 'off' }).catch(() => undefined);
  }, [room, pushToTalk, agentIdentity]);

  const wasHeld = useRef(false);
  useEffect(() => {
    if (wasHeld.current === talkHeld) return;
    wasHeld.current = talkHeld;
    sendControl(room, { type: 'talk-key', pressed: talkHeld }).catch(() => undefined);
  }, [room, talkHeld]);

  useEffect(() => {
    const gate = (open: boolean): void => {
      const track = room.localParticipant.getTrackPublication(Track.Source.Microphone)?.track;
      if (track && microphone === 'on') track.mediaStreamTrack.enabled = open;
    };
    if (!pushToTalk || talkHeld) {
      gate(true);
      return;
    }
    const timer = setTimeout(() => gate(false), RELEASE_TAIL_MS);
    return () => clearTimeout(timer);
  }, [room, pushToTalk, talkHeld, microphone]);
}
