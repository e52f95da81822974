/** Chooses by its address what the document shows, so that neither page loads the other's code. */
import { whyTooOld } from './frame/browser-support.ts';

function say(sentence: string): void {
  const root = document.getElementById('root');
  if (root) root.textContent = sentence;
}

const has = {
  'Promise.withResolvers': 'withResolvers' in Promise,
  'AbortSignal.any': 'any' in AbortSignal,
  'HTMLElement.popover': 'popover' in HTMLElement.prototype,
};
const tooOld = whyTooOld({
  supportsCss: (property, value) => CSS.supports(property, value),
  has: (name) => has[name],
});
if (tooOld === undefined) {
  const page = /^\/console(\/|$)/.test(location.pathname) ? import('./console/main.tsx') : import('./call/main.tsx');
  page.catch(() => say('Parley could not be loaded. Check your network, then reload the page.'));
} else say(tooOld);
