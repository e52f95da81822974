/**
 * Turns a failed connection to LiveKit into one sentence that says what to do. Pure.
 */
export interface ConnectProblem {
  sentence: string;
  /** True when trying again with the same settings cannot help (a refused key). */
  settings: boolean;
}

export interface ConnectFailure {
  /** Status of the refused handshake, when there was an answer at all. */
  httpStatus?: number;
  message: string;
}

/** `url` and `apiKey` appear in the sentence; the secret never does. */
export function connectProblem(url: string, apiKey: string, failure: ConnectFailure): ConnectProblem {
  const { httpStatus, message } = failure;
  if (httpStatus === 401 || httpStatus === 403)
    return {
      sentence: `LiveKit at ${url} refuses the API key "${apiKey}" or its secret (HTTP ${httpStatus}): check LIVEKIT_API_KEY and LIVEKIT_API_SECRET.`,
      settings: true,
    };
  if (httpStatus === 404)
    return {
      sentence: `${url} answers but is no LiveKit server (HTTP 404 for its /agent path): check LIVEKIT_URL.`,
      settings: true,
    };
  if (httpStatus !== undefined)
    return { sentence: `LiveKit at ${url} refused the worker with HTTP ${httpStatus}; trying again.`, settings: false };
  return {
    sentence: `LiveKit at ${url} cannot be reached (${message}); trying again. Is it running, and is LIVEKIT_URL right?`,
    settings: false,
  };
}
