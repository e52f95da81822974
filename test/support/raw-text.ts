/**
 * Text streams whose bytes are not text: what no client library sends and anybody can. Speaks to the media library's
 * own channel, since its streams take strings only.
 */
import type { Room } from '@livekit/rtc-node';

/** Sends `chunks` as one text stream on `topic`, byte for byte. */
export async function sendRawText(room: Room, topic: string, chunks: readonly Uint8Array[]): Promise<void> {
  const ffi = globalThis._ffiClientInstance;
  const local = room.localParticipant;
  if (!ffi || !local) throw new Error('The room must be joined before anything is sent.');
  const streamId = crypto.randomUUID();
  const sender = {
    localParticipantHandle: local.ffi_handle.handle,
    senderIdentity: local.identity,
    // Nobody named: everybody.
    destinationIdentities: [],
  };
  const totalLength = BigInt(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  const send = async (kind: 'sendStreamHeader' | 'sendStreamChunk' | 'sendStreamTrailer', value: object) => {
    const { asyncId } = ffi.request<{ asyncId: bigint }>({ message: { case: kind, value: { ...sender, ...value } } });
    const sent = await ffi.waitFor<{ error?: string }>(
      ({ message }) => message.case === kind && message.value.asyncId === asyncId,
    );
    if (sent.error) throw new Error(`${kind} was refused: ${sent.error}`);
  };
  await send('sendStreamHeader', {
    header: {
      streamId,
      topic,
      timestamp: BigInt(Date.now()),
      mimeType: 'text/plain',
      totalLength,
      attributes: {},
      contentHeader: { case: 'textHeader', value: { operationType: 0, version: 0, attachedStreamIds: [] } },
    },
  });
  for (const [index, content] of chunks.entries())
    await send('sendStreamChunk', { chunk: { streamId, chunkIndex: BigInt(index), content } });
  await send('sendStreamTrailer', { trailer: { streamId, reason: '', attributes: {} } });
}
