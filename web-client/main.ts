/** Chooses by its address what the document shows, so that neither page loads the other's code. */
void (/^\/console(\/|$)/.test(location.pathname) ? import('./console/main.tsx') : import('./call/main.tsx'));
