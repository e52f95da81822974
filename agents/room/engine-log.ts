/**
 * Keeps the media engine's own log out of this process. The engine hands over every trace line of its network stack as
 * an event: some 1,700 when a room is joined and 35 a second in a call, more than its audio. Each is decoded on the event
 * loop and offered to every room, and nobody reads them. RUST_LOG makes it write to stderr instead.
 */
import { createRequire } from 'node:module';

type Initialize = (onEvent: (event: Uint8Array) => void, captureLog: boolean, sdkVersion: string) => void;

/**
 * To be called before the engine's first use; `bindings` is its native module, by default the very copy that rtc-node
 * uses. False: it is not built as expected, and its log goes on as it comes.
 */
export function keepEngineLogOut(bindings: unknown = bindingsOfRtcNode()): boolean {
  if (!isBindings(bindings)) return false;
  const initialize = bindings.livekitInitialize;
  bindings.livekitInitialize = (onEvent, _captureLog, sdkVersion) => initialize(onEvent, false, sdkVersion);
  return true;
}

function bindingsOfRtcNode(): unknown {
  const rtcNode = createRequire(import.meta.url).resolve('@livekit/rtc-node');
  return createRequire(rtcNode)('@livekit/rtc-ffi-bindings');
}
const isBindings = (value: unknown): value is { livekitInitialize: Initialize } =>
  typeof value === 'object' &&
  value !== null &&
  'livekitInitialize' in value &&
  typeof value.livekitInitialize === 'function';
