/**
 * The body of a web answer, read no further than a bound: what comes after it is never held. Knows nothing of services.
 */

export interface BoundedBody {
  bytes: Buffer;
  /** There was more than the bound; the rest was not read. */
  cut: boolean;
}

/** Rejects with the connection's error, or the signal's reason when it aborts the fetch. */
export async function readBounded(response: Response, maxBytes: number): Promise<BoundedBody> {
  const reader = response.body?.getReader();
  if (!reader) return { bytes: Buffer.alloc(0), cut: false };
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { bytes: Buffer.concat(chunks), cut: false };
    chunks.push(value);
    sizeBytes += value.byteLength;
    if (sizeBytes > maxBytes) {
      // Ends the connection: nobody downloads the rest. It may already be broken, which changes nothing here.
      reader.cancel().catch(() => {});
      return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), cut: true };
    }
  }
}
