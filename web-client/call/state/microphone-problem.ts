/** Why the microphone did not open, from the browser's error name. Pure. */
export type MicrophoneProblem = 'refused' | 'absent' | 'in-use' | 'insecure' | 'unknown';

export function microphoneProblem(errorName: string): MicrophoneProblem {
  switch (errorName) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
    case 'SecurityError':
      return 'refused';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return 'absent';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'in-use';
    case 'DeviceUnsupportedError':
      return 'insecure';
    default:
      return 'unknown';
  }
}

export type BrowserFamily = 'safari-ios' | 'safari' | 'firefox' | 'chrome-android' | 'chromium' | 'other';

/** Where a browser keeps the switch differs; this only chooses the words, never what the page does. */
export function browserFamily(userAgent: string): BrowserFamily {
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'safari-ios';
  if (/Firefox\//.test(userAgent)) return 'firefox';
  if (/Android/.test(userAgent) && /Chrome\//.test(userAgent)) return 'chrome-android';
  if (/Chrome\/|Chromium\/|Edg\//.test(userAgent)) return 'chromium';
  if (/Safari\//.test(userAgent)) return 'safari';
  return 'other';
}
