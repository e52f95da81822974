/** Sherpa-onnx as a recogniser: starts its process when the model is there, and starts it again when it dies. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  type Hypothesis,
  type Recogniser,
  type RecogniserState,
  RecogniserUnavailableError,
  type RecognitionSession,
  type SessionListeners,
} from '../listen/recogniser.ts';
import type { Log } from '../log.ts';
import { type FromSherpa, fromSherpa, type ToSherpa } from './sherpa-messages.ts';
import { findSherpaModel } from './sherpa-model.ts';
import { sherpaWords } from './sherpa-words.ts';

const PROGRAM = fileURLToPath(new URL('./sherpa-process.ts', import.meta.url));
const LOAD_DEADLINE_MS = 30_000;
const NOTHING: Hypothesis = { words: [], confidence: 0 };

interface Caller {
  listeners: SessionListeners;
  utterance: number;
  finals: Map<number, (hypothesis: Hypothesis) => void>;
}

export function createSherpa(options: { dataFolder: string; log: Log }): Recogniser {
  const callers = new Map<number, Caller>();
  let child: ChildProcess | undefined;
  let state: RecogniserState = { state: 'cold' };
  let loading: Promise<void> | undefined;
  let nextStream = 0;

  const lose = (dying: ChildProcess, reason: string) => {
    if (child !== dying) return;
    child = undefined;
    loading = undefined;
    state = { state: 'unavailable', reason };
    options.log.warn({ reason }, 'the sherpa recogniser was lost');
    for (const caller of callers.values()) {
      for (const settle of caller.finals.values()) settle(NOTHING);
      caller.listeners.onLost(reason);
    }
    callers.clear();
  };
  const receive = (message: FromSherpa) => {
    if (message.type === 'ready' || message.type === 'failed') return;
    const caller = callers.get(message.stream);
    const words = sherpaWords(message.tokens, message.timestamps);
    const hypothesis = { words, confidence: words[0]?.confidence ?? 0 };
    if (message.type === 'partial') {
      if (caller?.utterance === message.utterance) caller.listeners.onPartial(hypothesis);
      return;
    }
    caller?.finals.get(message.utterance)?.(hypothesis);
    caller?.finals.delete(message.utterance);
  };
  const load = async () => {
    state = { state: 'starting' };
    try {
      const files = await findSherpaModel(options.dataFolder);
      const started = fork(PROGRAM, [JSON.stringify(files)], {
        serialization: 'advanced',
        execArgv: ['--no-warnings'],
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      child = started;
      await untilReady(started);
      started.on('message', (raw) => receive(fromSherpa.parse(raw)));
      started.once('exit', (code, signal) =>
        lose(started, `The sherpa process ended with ${signal ?? `code ${code}`}.`),
      );
      started.on('error', (error) => lose(started, error.message));
      state = { state: 'ready' };
    } catch (error) {
      child?.kill('SIGKILL');
      child = undefined;
      loading = undefined;
      state = { state: 'unavailable', reason: error instanceof Error ? error.message : String(error) };
    }
  };
  const send = (message: ToSherpa) => {
    if (child?.connected) child.send(message, () => {});
  };

  return {
    name: 'sherpa',
    version: '1.13.8',
    get state() {
      return state;
    },
    warm() {
      loading ??= load();
      return loading;
    },
    open(listeners): RecognitionSession {
      if (state.state !== 'ready') {
        // The model may have been fetched since: the next caller finds it loaded.
        const reason = state.state === 'unavailable' ? state.reason : 'The sherpa model is being loaded.';
        loading ??= load();
        throw new RecogniserUnavailableError(reason);
      }
      const stream = ++nextStream;
      const caller: Caller = { listeners, utterance: 0, finals: new Map() };
      callers.set(stream, caller);
      return {
        begin: () => send({ type: 'begin', stream, utterance: ++caller.utterance }),
        push: (samples) => send({ type: 'audio', stream, samples }),
        end: () => {
          const { utterance } = caller;
          return new Promise((resolve) => {
            if (!child?.connected) return resolve(NOTHING);
            caller.finals.set(utterance, resolve);
            send({ type: 'end', stream, utterance });
          });
        },
        release: () => {
          callers.delete(stream);
          send({ type: 'release', stream });
        },
      };
    },
    async close() {
      await loading;
      const ending = child;
      child = undefined;
      ending?.kill();
    },
  };
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => settle(new Error(`The sherpa model did not load within ${LOAD_DEADLINE_MS / 1000} s.`)),
      LOAD_DEADLINE_MS,
    );
    const settle = (failure?: Error) => {
      clearTimeout(timer);
      child.off('exit', onExit).off('message', onMessage).off('error', settle);
      if (failure) reject(failure);
      else resolve();
    };
    const onExit = (code: number | null, signal: string | null) =>
      settle(
        new Error(`The sherpa model is broken: its process ended with ${signal ?? `code ${code}`} while loading.`),
      );
    const onMessage = (raw: unknown) => {
      const message = fromSherpa.parse(raw);
      settle(message.type === 'failed' ? new Error(`The sherpa model cannot be loaded: ${message.reason}`) : undefined);
    };
    child.on('exit', onExit).on('message', onMessage).on('error', settle);
  });
}
