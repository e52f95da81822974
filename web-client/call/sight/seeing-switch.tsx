/** Lets the agent look, or not. It stands as the agent last said, not as it was last pressed. */
import { EyeIcon, EyeOffIcon } from '../parts/icons.tsx';
import type { Sight } from '../state/sight.ts';
import { words } from '../words.ts';

interface Props {
  seeing: Sight['seeing'];
  onSeeing: (on: boolean) => void;
}

export function SeeingSwitch({ seeing, onSeeing }: Props) {
  const available = seeing?.available ?? true;
  const on = available && (seeing?.on ?? true);
  return (
    <button
      type="button"
      role="switch"
      className="seeing-switch"
      aria-checked={on}
      aria-label={words.sight.switch}
      disabled={!available}
      onClick={() => onSeeing(!on)}
    >
      {on ? <EyeIcon /> : <EyeOffIcon />}
      <span aria-hidden="true">{available ? (on ? words.sight.on : words.sight.off) : words.sight.blind}</span>
    </button>
  );
}
