/**
 * Whether this browser has what both pages are built on; an older one would show a page without colours and keep
 * messages to itself. Pure: what is asked is handed in.
 */
interface BrowserFeatures {
  supportsCss: (property: string, value: string) => boolean;
  /** Names that the browser has, as `Promise.withResolvers`. */
  has: (name: (typeof NEEDED)[number]) => boolean;
}

const NEEDED = ['Promise.withResolvers', 'AbortSignal.any', 'HTMLElement.popover'] as const;

/** A sentence for the person, undefined when all is there. The versions are the first with everything asked for. */
export function whyTooOld({ supportsCss, has }: BrowserFeatures): string | undefined {
  if (supportsCss('color', 'light-dark(#fff, #000)') && NEEDED.every(has)) return undefined;
  return 'This browser is too old for Parley. It works in Chrome and Edge from 123, Firefox from 125 and Safari from 17.5 on.';
}
