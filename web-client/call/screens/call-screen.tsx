/** The call: presence and controls on one side, the conversation and typing on the other. */
import { RoomAudioRenderer, RoomContext } from '@livekit/components-react';
import type { Room } from 'livekit-client';
import { type ComponentProps, useCallback, useEffect, useState } from 'react';
import type { CatalogAgent } from '../api/agents.ts';
import { DropVeil } from '../files/drop-veil.tsx';
import { useFileIntake } from '../files/use-file-intake.ts';
import { ConversationLog } from '../log/conversation-log.tsx';
import { ApprovalCards } from '../parts/approval-cards.tsx';
import { Banners } from '../parts/banners.tsx';
import { CallControls } from '../parts/call-controls.tsx';
import { Composer } from '../parts/composer.tsx';
import { Stage } from '../parts/stage.tsx';
import { useAgentDeadline } from '../room/use-agent-deadline.ts';
import { useAgentPicture } from '../room/use-agent-picture.ts';
import { useCallKeys } from '../room/use-call-keys.ts';
import { useFileOutbox } from '../room/use-file-outbox.ts';
import { useMicrophone } from '../room/use-microphone.ts';
import { useOutbox } from '../room/use-outbox.ts';
import { usePushToTalk } from '../room/use-push-to-talk.ts';
import { useReachable } from '../room/use-reachable.ts';
import { useSeeing } from '../room/use-seeing.ts';
import { useSharing } from '../room/use-sharing.ts';
import { useWakeLock } from '../room/use-wake-lock.ts';
import { AgentPicture } from '../sight/agent-picture.tsx';
import { SightPanel } from '../sight/sight-panel.tsx';
import { WishChips } from '../sight/wish-chips.tsx';
import { SoundPanel } from '../sound/sound-panel.tsx';
import type { CallEvent, CallState } from '../state/call-state.ts';
import { newId } from '../state/new-id.ts';
import { presenceOf } from '../state/presence.ts';
import type { Sight } from '../state/sight.ts';
import { words } from '../words.ts';

interface Props {
  state: CallState;
  room: Room;
  agent: CatalogAgent | undefined;
  onEvent: (event: CallEvent) => void;
  onEnd: () => void;
  onRestart: () => void;
}

export function CallScreen(props: Props) {
  return (
    <RoomContext.Provider value={props.room}>
      <OpenCall {...props} />
      <RoomAudioRenderer />
    </RoomContext.Provider>
  );
}

function OpenCall({ state, room, agent, onEvent, onEnd, onRestart }: Props) {
  const [soundOpen, setSoundOpen] = useState(false);
  const toggleMicrophone = useMicrophone(room, state.microphone, onEvent);
  const setTalkHeld = useCallback((held: boolean) => onEvent({ type: 'talk-key', held }), [onEvent]);
  usePushToTalk(room, state);
  const reachable = useReachable(state);
  useOutbox(room, state, reachable, onEvent);
  const files = useFileOutbox(room, state, reachable, onEvent);
  const dragging = useFileIntake(files.add);
  const toggleSharing = useSharing(room, state.sight, onEvent);
  const setSeeing = useSeeing(room, state, onEvent);
  const picture = useShownPicture(state.sight);
  useAgentDeadline(state, onEvent);
  useWakeLock();
  useCallKeys({ pushToTalk: state.pushToTalk && state.microphone === 'on', toggleMute: toggleMicrophone, setTalkHeld });
  useStateInTitle(words.states.labels[presenceOf(state)]);

  const send = (text: string): void => {
    onEvent({ type: 'typed', id: newId(), text });
  };
  const sendAgain = useCallback((id: string) => onEvent({ type: 'typed-left', id, delivery: 'waiting' }), [onEvent]);
  const pushToTalk = (on: boolean): void => {
    onEvent({ type: 'push-to-talk', on });
    if (on && state.microphone === 'muted') toggleMicrophone();
  };

  return (
    <div className="call" data-picture={picture !== undefined && !picture.hidden}>
      <div className="call-side">
        <div className="call-show">
          <Stage state={state} agent={agent} />
          {picture && <AgentPicture {...picture} />}
          <SightPanel room={room} sight={state.sight} onSeeing={setSeeing} onEvent={onEvent} />
          <WishChips wishes={state.sight.wishes} />
        </div>
        <CallControls
          state={state}
          onMute={toggleMicrophone}
          onPushToTalk={pushToTalk}
          onTalkHeld={setTalkHeld}
          onShare={toggleSharing}
          onSound={() => setSoundOpen(true)}
          onEnd={onEnd}
        />
      </div>
      <section className="call-talk" aria-label={words.log.title}>
        {/* One row of the grid, whatever of it is there: the log is the row that gives way. */}
        <div className="news">
          <Banners
            state={state}
            room={room}
            onMicrophone={toggleMicrophone}
            onRestart={onRestart}
            onProblemRead={() => onEvent({ type: 'sharing-problem-read' })}
          />
          <ApprovalCards room={room} asked={state.approvals} />
        </div>
        <a className="skip skip-log" href="#composer-text">
          {words.log.skip}
        </a>
        <ConversationLog
          entries={state.entries}
          agentName={state.hello?.title ?? agent?.title}
          spokenAloud={state.hello?.speaks ?? true}
          onRetryFile={files.retry}
          onRetryText={sendAgain}
        />
        <Composer onSend={send} onFiles={files.add} />
      </section>
      {soundOpen && <SoundPanel room={room} onClose={() => setSoundOpen(false)} />}
      {dragging && <DropVeil />}
    </div>
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

/** The agent's picture and whether the person has put it away: each new one is shown again. */
function useShownPicture({ presented }: Sight): ComponentProps<typeof AgentPicture> | undefined {
  const track = useAgentPicture();
  const [hiddenId, setHiddenId] = useState<string>();
  if (!track || presented?.on === false) return undefined;
  const id = presented?.id ?? 'untitled';
  return {
    track,
    title: presented?.title,
    description: presented?.description,
    hidden: hiddenId === id,
    onHidden: (hidden) => setHiddenId(hidden ? id : undefined),
  };
}
