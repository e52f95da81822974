/**
 * Drawing as a call reaches it: over HTTP to the tool-worker, with a hard deadline. A service that hangs, dies or answers
 * nonsense costs its request and nothing more.
 */
import { type DrawnSheet, SHEET_DEADLINE_MS, type SheetRequest, sheetError, sheetFacts } from './sheet-request.ts';
import { PresentingError } from './shown-table.ts';

export interface SheetClient {
  /** Rejects with a PresentingError, or with the reason of the signal. */
  draw(request: SheetRequest, signal: AbortSignal): Promise<DrawnSheet>;
}

/** Beyond the service's own deadline, so that it can still say itself why it was late. */
const WAY_BACK_MS = 2_000;
const MAX_IN_FLIGHT = 8;

export function createSheetClient(options: { url: string; token: string }): SheetClient {
  const base = options.url.replace(/\/+$/, '');
  let inFlight = 0;

  async function ask(request: SheetRequest, signal: AbortSignal): Promise<DrawnSheet> {
    const response = await fetch(`${base}/presenting/sheet`, {
      method: 'POST',
      headers: { authorization: `Bearer ${options.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(request),
      signal,
    });
    if (!response.ok) {
      const said = sheetError.safeParse(await response.json().catch(() => undefined));
      throw new PresentingError(said.success ? said.data.error.message : `The drawing answered ${response.status}.`);
    }
    const { jpegBytes, ...facts } = sheetFacts.parse(
      JSON.parse(decodeURIComponent(response.headers.get('x-sheet') ?? '')),
    );
    const body = new Uint8Array(await response.arrayBuffer());
    // The video track reads the buffer from its first byte: it may not be a view.
    const i420 = body.slice(jpegBytes);
    const expected = (facts.widthPx * facts.heightPx * 3) / 2;
    if (i420.length !== expected)
      throw new PresentingError(`The drawing answered ${i420.length} bytes of pixels where ${expected} are expected.`);
    return { ...facts, jpeg: body.subarray(0, jpegBytes), i420 };
  }

  return {
    async draw(request, signal) {
      signal.throwIfAborted();
      if (inFlight >= MAX_IN_FLIGHT) throw new PresentingError(`${inFlight} sheets are already being drawn.`);
      inFlight += 1;
      const deadline = AbortSignal.timeout(SHEET_DEADLINE_MS + WAY_BACK_MS);
      try {
        return await ask(request, AbortSignal.any([signal, deadline]));
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof PresentingError) throw error;
        const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
        throw new PresentingError(`Nothing can be drawn at the moment (${why}).`);
      } finally {
        inFlight -= 1;
      }
    },
  };
}
