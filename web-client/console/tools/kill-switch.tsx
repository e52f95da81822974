/** Whether something may be used, who said so and why, and the button that changes it. */
import { ActButton } from '../parts/act-button.tsx';
import { Moment } from '../parts/moment.tsx';
import { Tag } from '../parts/tag.tsx';
import { words } from '../words.ts';
import { type AskedSwitch, type Switch, type SwitchKind, switchOf } from './switches.ts';

interface Props {
  switches: readonly Switch[];
  kind: SwitchKind;
  name: string;
  /** What stands on the page for it; unset: the name. */
  label?: string;
  onAsk: (asked: AskedSwitch) => void;
}

export function KillSwitch({ switches, kind, name, label = name, onAsk }: Props) {
  const set = switchOf(switches, kind, name);
  const off = set?.off === true;
  return (
    <span className="kill-switch">
      {set !== undefined && off && (
        <span className="kill-switch-why">
          <Tag tone="bad">{words.tools.off}</Tag>{' '}
          <span className="fine">
            {words.tools.setBy(set.by)}, <Moment atMs={set.atMs} />
            {set.reason !== '' && `: ${set.reason}`}
          </span>
        </span>
      )}
      <ActButton needs="admin" small kind={off ? 'plain' : 'bad'} onAct={() => onAsk({ kind, name, label, off: !off })}>
        {off ? words.tools.switchOn : words.tools.switchOff}
        <span className="out-of-sight"> {label}</span>
      </ActButton>
    </span>
  );
}
