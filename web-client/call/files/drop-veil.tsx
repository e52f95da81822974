/** Over the whole page while a file is dragged across it: where it goes, and what it may be. */
import { ClipIcon } from '../parts/icons.tsx';
import { words } from '../words.ts';

export function DropVeil() {
  return (
    <div className="drop-veil" aria-hidden="true">
      <div className="drop-veil-words">
        <ClipIcon />
        <p>{words.files.drop}</p>
        <p className="fine">{words.files.dropHint}</p>
      </div>
    </div>
  );
}
