/**
 * A small sheet of further controls above the row. The browser closes it with Escape or a tap beside it; a control inside
 * closes it by naming it as its `popoverTarget`.
 */
import { type ReactNode, useState } from 'react';
import { words } from '../words.ts';
import { MoreIcon } from './icons.tsx';

export const MORE_MENU_ID = 'more-controls';

export function MoreMenu({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="control" popoverTarget={MORE_MENU_ID} aria-expanded={open}>
        <MoreIcon />
        <span>{words.controls.more}</span>
      </button>
      <fieldset
        id={MORE_MENU_ID}
        popover="auto"
        aria-label={words.controls.more}
        className="more-sheet"
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {children}
      </fieldset>
    </>
  );
}
