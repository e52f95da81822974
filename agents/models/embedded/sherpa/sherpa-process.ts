/**
 * The inside of the sherpa process: one recogniser, a stream per caller. A process of its own, because the native
 * library ends the whole process when a model file is damaged. Ends with its owner.
 */

import { type FromSherpa, toSherpa } from './sherpa-messages.ts';
import type { SherpaFiles } from './sherpa-model.ts';
import { fromSherpaReply, loadOnlineRecognizer, type OnlineStream } from './sherpa-native.ts';

const RATE_HZ = 16_000;
/** The model looks ahead: without this much silence after the end the last word would be missing. */
const TAIL = new Float32Array(RATE_HZ * 0.4);

interface Caller {
  native: OnlineStream;
  utterance: number;
  shown: string;
}

const say = (message: FromSherpa) => process.send?.(message);

function serve(files: SherpaFiles): void {
  const recogniser = loadOnlineRecognizer(files);
  const callers = new Map<number, Caller>();
  const read = (caller: Caller) => {
    while (recogniser.isReady(caller.native)) recogniser.decode(caller.native);
    return fromSherpaReply(recogniser.getResult(caller.native));
  };
  process.on('message', (raw) => {
    const message = toSherpa.parse(raw);
    if (message.type === 'release') {
      callers.delete(message.stream);
      return;
    }
    if (message.type === 'begin') {
      callers.set(message.stream, { native: recogniser.createStream(), utterance: message.utterance, shown: '' });
      return;
    }
    const caller = callers.get(message.stream);
    if (message.type === 'audio') {
      if (caller === undefined) return;
      const samples = Float32Array.from(message.samples, (sample) => sample / 32_768);
      caller.native.acceptWaveform({ samples, sampleRate: RATE_HZ });
      const found = read(caller);
      if (found.tokens.join('') === caller.shown) return;
      caller.shown = found.tokens.join('');
      say({ type: 'partial', stream: message.stream, utterance: caller.utterance, ...found });
      return;
    }
    caller?.native.acceptWaveform({ samples: TAIL, sampleRate: RATE_HZ });
    const found = caller === undefined ? { tokens: [], timestamps: [] } : read(caller);
    callers.delete(message.stream);
    say({ type: 'final', stream: message.stream, utterance: message.utterance, ...found });
  });
}

process.on('disconnect', () => process.exit(0));
try {
  serve(JSON.parse(process.argv[2] ?? '{}') as SherpaFiles);
  say({ type: 'ready' });
} catch (error) {
  say({ type: 'failed', reason: error instanceof Error ? error.message : String(error) });
  process.disconnect();
}
