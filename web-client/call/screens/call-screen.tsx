/** The call: presence and controls on one side, the conversation and typing on the other. */
import { RoomAudioRenderer, RoomContext } from '@livekit/components-react';
import type { Room } from 'livekit-client';
import { useCallback, useEffect, useState } from 'react';
import type { CatalogAgent } from '../api/agents.ts';
import { ConversationLog } from '../log/conversation-log.tsx';
import { Banners } from '../parts/banners.tsx';
import { CallControls } from '../parts/call-controls.tsx';
import { Composer } from '../parts/composer.tsx';
import { Stage } from '../parts/stage.tsx';
import { useAgentDeadline } from '../room/use-agent-deadline.ts';
import { useCallKeys } from '../room/use-call-keys.ts';
import { useMicrophone } from '../room/use-microphone.ts';
import { useOutbox } from '../room/use-outbox.ts';
import { usePushToTalk } from '../room/use-push-to-talk.ts';
import { useWakeLock } from '../room/use-wake-lock.ts';
import { SoundPanel } from '../sound/sound-panel.tsx';
import type { CallEvent, CallState } from '../state/call-state.ts';
import { presenceOf } from '../state/presence.ts';
import { words } from '../words.ts';

interface Props {
  state: CallState;
  room: Room;
  agent: CatalogAgent | undefined;
  onEvent: (event: CallEvent) => void;
  onEnd: () => void;
  onRestart: () => void;
}

export function CallScreen({ state, room, agent, onEvent, onEnd, onRestart }: Props) {
  const [soundOpen, setSoundOpen] = useState(false);
  const toggleMicrophone = useMicrophone(room, state.microphone, onEvent);
  const setTalkHeld = useCallback((held: boolean) => onEvent({ type: 'talk-key', held }), [onEvent]);
  usePushToTalk(room, state);
  useOutbox(room, state, onEvent);
  useAgentDeadline(state, onEvent);
  useWakeLock();
  useCallKeys({ pushToTalk: state.pushToTalk && state.microphone === 'on', toggleMute: toggleMicrophone, setTalkHeld });
  useStateInTitle(words.states.labels[presenceOf(state)]);

  const send = (text: string): void => {
    onEvent({ type: 'typed', id: crypto.randomUUID(), text });
  };
  const pushToTalk = (on: boolean): void => {
    onEvent({ type: 'push-to-talk', on });
    if (on && state.microphone === 'muted') toggleMicrophone();
  };

  return (
    <RoomContext.Provider value={room}>
      <div className="call">
        <div className="call-side">
          <Stage state={state} agent={agent} />
          <CallControls
            state={state}
            onMute={toggleMicrophone}
            onPushToTalk={pushToTalk}
            onTalkHeld={setTalkHeld}
            onSound={() => setSoundOpen(true)}
            onEnd={onEnd}
          />
        </div>
        <section className="call-talk" aria-label={words.log.title}>
          <Banners state={state} room={room} onMicrophone={toggleMicrophone} onRestart={onRestart} />
          <a className="skip skip-log" href="#composer-text">
            {words.log.skip}
          </a>
          <ConversationLog
            entries={state.entries}
            agentName={state.hello?.title ?? agent?.title}
            spokenAloud={state.hello?.speaks ?? true}
          />
          <Composer onSend={send} />
        </section>
      </div>
      <RoomAudioRenderer />
      {soundOpen && <SoundPanel room={room} onClose={() => setSoundOpen(false)} />}
    </RoomContext.Provider>
  );
}

function useStateInTitle(label: string): void {
  useEffect(() => {
    document.title = `${label} · ${words.brand}`;
    return () => {
      document.title = words.brand;
    };
  }, [label]);
}
