/** Adds to a picture that was given as a file the text that can be read on it. Without the text the picture remains. */
import type { Log } from '../models/embedded/log.ts';
import type { OcrEngine } from '../seeing/reading/ocr-engine.ts';
import { fileResponse } from '../seeing/reading-api.ts';

const TEXT_DEADLINE_MS = 10_000;

/** `json`: a fileResponse of the kind `picture`. */
export async function addPictureText(
  json: Uint8Array,
  ocr: Pick<OcrEngine, 'read'>,
  log: Log,
  language: string | undefined,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const answer = fileResponse.parse(JSON.parse(new TextDecoder().decode(json)));
  if (answer.kind !== 'picture') return json;
  const bytes = Buffer.from(answer.jpegBase64, 'base64');
  try {
    const { lines } = await ocr.read(
      { picture: { form: 'encoded', bytes }, deadlineMs: TEXT_DEADLINE_MS, ...(language && { language }) },
      signal,
    );
    answer.lines = lines;
    answer.text = lines.map((line) => line.text).join('\n');
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ reason }, 'the text on a picture could not be read');
    answer.notes.push(`Text on the picture could not be read: ${reason}`);
  }
  return new TextEncoder().encode(JSON.stringify(answer));
}
