/** The microphone did not open: why, what to do in this browser, and a way to call without it. */
import { MicrophoneOffIcon } from '../parts/icons.tsx';
import { browserFamily, type MicrophoneProblem } from '../state/microphone-problem.ts';
import { words } from '../words.ts';

interface Props {
  problem: MicrophoneProblem;
  onRetry: () => void;
  onType: () => void;
  onBack: () => void;
}

export function MicrophoneHelpScreen({ problem, onRetry, onType, onBack }: Props) {
  return (
    <div className="help-screen" role="alert">
      <span className="help-mark">
        <MicrophoneOffIcon />
      </span>
      <h1>{words.microphone.title(problem)}</h1>
      <p className="lead">{words.microphone.advice(problem, browserFamily(navigator.userAgent))}</p>
      <div className="button-row">
        <button type="button" className="main-button" onClick={onRetry}>
          {words.microphone.retry}
        </button>
        <button type="button" className="plain-button" onClick={onType}>
          {words.microphone.typeInstead}
        </button>
        <button type="button" className="quiet-button" onClick={onBack}>
          {words.microphone.back}
        </button>
      </div>
    </div>
  );
}
