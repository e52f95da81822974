/** Remembers the chosen microphone and speaker between calls. A browser that stores nothing simply starts at its default. */
const key = (kind: MediaDeviceKind): string => `parley.${kind}`;

export function storedDevice(kind: MediaDeviceKind): string | undefined {
  try {
    return localStorage.getItem(key(kind)) ?? undefined;
  } catch {
    return undefined;
  }
}

export function storeDevice(kind: MediaDeviceKind, deviceId: string): void {
  try {
    localStorage.setItem(key(kind), deviceId);
  } catch {
    /* Private windows may refuse; the choice then lasts for this page. */
  }
}
