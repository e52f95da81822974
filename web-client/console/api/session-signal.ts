/** Where requests tell that the session is over, and the frame listens. */
const listeners = new Set<() => void>();

export function announceLostSession(): void {
  for (const listener of listeners) listener();
}
export function onLostSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
