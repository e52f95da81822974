/**
 * Plays ten minutes of a shared screen to the sight of a call in virtual time: real change detection, real reading (each
 * distinct picture once), real decisions. Asks what is scripted, and keeps what was told and what was kept.
 */
import { createHash } from 'node:crypto';
import type { Sighting } from '../../../agents/seeing/eye.ts';
import type { I420Frame, TextLine } from '../../../agents/seeing/frame.ts';
import { createPictureWork } from '../../../agents/seeing/picture-work.ts';
import type { PictureWork, Reader } from '../../../agents/seeing/ports.ts';
import { createOcrEngine } from '../../../agents/seeing/reading/ocr-engine.ts';
import { type Seen, Sight } from '../../../agents/seeing/sight.ts';
import { sleep, VirtualClock } from '../../../media/clock.ts';
import {
  QUESTIONS,
  RECORDING_MS,
  ScreenRecording,
  type ScriptedQuestion,
  SMALL_TALK,
} from '../../support/screen-recording.ts';

export interface Told {
  question: ScriptedQuestion;
  seen: Seen;
}
export interface Played {
  told: Told[];
  /** Tokens of turns that have nothing to do with the screen. */
  asideTokens: number;
  /** The text of every observation, as it goes into the log. */
  kept: string[];
  pictures: number;
  sightings: number;
  reads: number;
  distinctReads: number;
}
const STEP_MS = 100;
const SMALL_TALK_EVERY_MS = 30_000;
/** A whole 720p page takes 0.9 s of reading, a few lines 0.1. */
const READ_MS = { least: 100, page: 900, pageBytes: 120_000 } as const;

export async function playRecording(
  canSeePictures: boolean,
  say: (line: string) => void,
  /** Distinct pictures that were read, of this run and others. */
  readings = new Map<string, Promise<TextLine[]>>(),
  untilMs = RECORDING_MS,
): Promise<Played> {
  const stop = new AbortController();
  const clock = new VirtualClock();
  const recording = new ScreenRecording();
  const work = new InFlight();
  const ocr = createOcrEngine({
    log: { debug: () => {}, info: () => {}, warn: (_, text) => say(text), error: (_, text) => say(text) },
  });
  let reads = 0;
  const reader: Reader = {
    read: async (picture, { language }, signal) => {
      reads += 1;
      const key = createHash('sha1').update(picture).digest('hex');
      const reading =
        readings.get(key) ??
        work.count(
          ocr
            .read({ picture: { form: 'encoded', bytes: picture }, language, deadlineMs: 60_000 }, stop.signal)
            .then(({ lines }) => lines),
        );
      readings.set(key, reading);
      const lines = await work.count(reading);
      const share = Math.min(1, picture.length / READ_MS.pageBytes);
      await sleep(READ_MS.least + share * (READ_MS.page - READ_MS.least), signal, clock);
      return lines;
    },
  };
  const real = createPictureWork();
  const pictures: PictureWork = {
    ...real,
    encode: (frame, options, signal) => work.count(real.encode(frame, options, signal)),
    grey: (frame, region, signal) => work.count(real.grey(frame, region, signal)),
  };
  const played: Played = { told: [], asideTokens: 0, kept: [], pictures: 0, sightings: 0, reads: 0, distinctReads: 0 };
  const sight = new Sight({
    pictures,
    reader,
    language: 'eng',
    canSeePictures,
    callerIdentity: () => 'anna',
    nowMs: () => clock.nowMs(),
    clock,
    signal: stop.signal,
    onSighting: ({ lines }: Sighting) => {
      played.sightings += 1;
      if (lines.length > 0) played.kept.push(lines.map((line) => line.text).join('\n'));
    },
    onThumbnail: () => undefined,
    onWishMet: () => undefined,
    onError: (what, error) => say(`${what}: ${String(error)}`),
  });
  let frame: I420Frame | undefined;
  sight.opened({
    id: { track: 'screen', participantIdentity: 'anna', trackSid: 'TR_1' },
    frames: { take: () => frame },
    signal: stop.signal,
  });
  const asking: Promise<void>[] = [];
  const ask = async (question: ScriptedQuestion): Promise<void> => {
    const seen = await sight.seenFor(question.question);
    played.pictures += seen.pictures.length;
    played.told.push({ question, seen });
  };
  const chat = async (text: string): Promise<void> => {
    played.asideTokens += (await sight.seenFor(text)).tokens;
  };
  const waiting = [...QUESTIONS];
  try {
    for (let atMs = 0; atMs <= untilMs + 3_000; atMs += STEP_MS) {
      frame = await recording.at(Math.min(atMs, RECORDING_MS - 1));
      frame = { ...frame, atMs };
      clock.advanceTo(atMs);
      await work.settled();
      while (waiting[0] && waiting[0].askedAtMs <= atMs) asking.push(ask(waiting.shift() as ScriptedQuestion));
      if (atMs % SMALL_TALK_EVERY_MS === 15_000)
        asking.push(chat(SMALL_TALK[((atMs / 30_000) % SMALL_TALK.length) | 0] ?? ''));
      if (atMs % 60_000 === 0) say(`minute ${atMs / 60_000}: ${played.sightings} sightings, ${reads} readings`);
    }
    await Promise.all(asking);
    await work.settled();
  } finally {
    stop.abort();
    await ocr.close();
  }
  return { ...played, reads, distinctReads: readings.size };
}

/** What really takes time: virtual time stands still until it is done. */
class InFlight {
  #count = 0;
  #idle: (() => void)[] = [];

  async count<T>(promise: Promise<T>): Promise<T> {
    this.#count += 1;
    try {
      return await promise;
    } finally {
      this.#count -= 1;
      if (this.#count === 0) for (const tell of this.#idle.splice(0)) tell();
    }
  }
  async settled(): Promise<void> {
    do {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (this.#count > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
      await new Promise<void>((resolve) => setImmediate(resolve));
    } while (this.#count > 0);
  }
}
