/** Chooses by its address what the document shows, so that neither page loads the other's code. */
const page = /^\/console(\/|$)/.test(location.pathname) ? import('./console/main.tsx') : import('./call/main.tsx');
page.catch(() => {
  const root = document.getElementById('root');
  if (root) root.textContent = 'Parley could not be loaded. Check your network, then reload the page.';
});
