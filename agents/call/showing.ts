/**
 * What is shown to one call: cameras and screens through sight, files through the reading service. Switches seeing on
 * and off, tells the page what is kept, writes observations down, and gives each turn its section of the prompt.
 */
import { uprightSize } from '../../media/video/upright.ts';
import type { AgentDefinition } from '../catalog/agent-definition.ts';
import { Shelf } from '../files/shelf.ts';
import type { CallEventBody } from '../log/events.ts';
import type { Picture } from '../models/interfaces.ts';
import { marked, OBSERVATION_VERSION, type Observation, type ProvenanceSource } from '../observation/schema.ts';
import type { GivenThings } from '../presenting/sheet-of-wish.ts';
import type { IncomingFile } from '../room/file-in.ts';
import type { PageEvent } from '../room/page-events.ts';
import type { VideoSource } from '../room/video-tracks.ts';
import type { Sighting } from '../seeing/eye.ts';
import type { VideoSourceId } from '../seeing/frame.ts';
import { textOf } from '../seeing/page-text.ts';
import type { PictureWork } from '../seeing/ports.ts';
import { readerOf } from '../seeing/reading/reader-of-client.ts';
import type { ReadingClient } from '../seeing/reading/reading-client.ts';
import type { FileResponse } from '../seeing/reading-api.ts';
import { Sight } from '../seeing/sight.ts';

export interface ShowingOptions {
  agent: AgentDefinition;
  pictures: PictureWork;
  reading: ReadingClient;
  canSeePictures: boolean;
  /** Asks the model that sees about one picture. */
  describe?: (picture: Picture, question: string, signal: AbortSignal) => Promise<string>;
  signal: AbortSignal;
  callerIdentity(): string | undefined;
  nowMs(): number;
  /** Subscribes or drops the room's video. */
  subscribe(on: boolean): void;
  note(event: CallEventBody): void;
  show(event: PageEvent): void;
  sendThumbnail(jpeg: Uint8Array, attributes: Record<string, string>): void;
  /** A standing wish came true: say so when the floor is free. */
  onWishMet(what: string, line: string): void;
  onError(what: string, error: unknown): void;
}
export interface ShownToTurn {
  section: string;
  pictures: Picture[];
  /** Whose content is in them. */
  informedBy: ProvenanceSource[];
}
const OBSERVED_CHARACTERS = 2_000;

export class Showing {
  readonly #options: ShowingOptions;
  readonly #sight: Sight;
  readonly #shelf = new Shelf();
  #wanted = true;

  constructor(options: ShowingOptions) {
    this.#options = options;
    this.#sight = new Sight({
      pictures: options.pictures,
      reader: readerOf(options.reading),
      language: 'eng',
      canSeePictures: options.canSeePictures,
      callerIdentity: options.callerIdentity,
      nowMs: options.nowMs,
      signal: options.signal,
      onSighting: (sighting) => this.#observed(sighting),
      onThumbnail: (sighting, jpeg) =>
        options.sendThumbnail(jpeg, {
          source: sighting.source.track,
          at_ms: String(sighting.frame.atMs),
          change: sighting.change.kind,
          participant: sighting.source.participantIdentity,
        }),
      onWishMet: (wish, line) => {
        options.show({ type: 'watching', what: wish.what, phase: 'met' });
        options.onWishMet(wish.what, line);
      },
      onError: options.onError,
    });
  }

  /** Something is being looked at, or is being watched for. */
  get watches(): boolean {
    return this.#sight.sources > 0;
  }
  /** The caller was promised to be told of something, and something is looked at. */
  get awaits(): boolean {
    return this.watches && this.#sight.watching.length > 0;
  }
  get available(): boolean {
    return this.#options.agent.sees;
  }
  /** Sharing is a deed of its own, so that eyes are open until the caller closes them. */
  introduce(): void {
    this.setSeeing(this.#wanted);
  }
  /** The caller's switch; an agent that does not see stays blind and says so. */
  setSeeing(on: boolean): void {
    this.#wanted = on;
    const seeing = on && this.available;
    this.#options.subscribe(seeing);
    this.#options.show({
      type: 'seeing',
      on: seeing,
      available: this.available,
      ...(this.available ? {} : { note: `${this.#options.agent.title} does not look at pictures.` }),
    });
  }
  opened(source: VideoSource): void {
    this.#sight.opened(source);
  }
  closed(id: VideoSourceId): void {
    this.#sight.closed(id);
  }

  async file(file: IncomingFile): Promise<void> {
    const { reading, signal, show, note, nowMs } = this.#options;
    try {
      const read = await reading.file(file.bytes, file.name, file.mediaType, signal);
      const { message } = this.#shelf.put(file.name, read);
      for (const observation of observationsOf(file, read, nowMs())) note({ type: 'observed', observation });
      show({ type: 'file', name: file.name, outcome: 'read', message });
    } catch (error) {
      if (signal.aborted) return;
      show({
        type: 'file',
        name: file.name,
        outcome: 'refused',
        message: error instanceof Error ? error.message : String(error),
      });
    }
  }
  refused(name: string, message: string): void {
    this.#options.show({ type: 'file', name, outcome: 'refused', message });
  }

  /** For the prompt of the turn `text`. Never throws. */
  async forTurn(text: string): Promise<ShownToTurn> {
    const seen = await this.#sight.seenFor(text);
    const files = this.#shelf.sectionFor(text);
    const section = [
      seen.section && `# What you can see now\n${seen.section}`,
      seen.earlier && `# What you saw earlier in this call\n${seen.earlier}`,
      files && `# Files the caller gave you\n${files}`,
    ]
      .filter(Boolean)
      .join('\n\n');
    const picture = this.#options.canSeePictures ? this.#shelf.pictureFor(text) : undefined;
    return {
      section,
      pictures: picture ? [...seen.pictures, picture] : seen.pictures,
      informedBy: files === '' && !picture ? seen.informedBy : [...seen.informedBy, 'document'],
    };
  }
  async lookCloser(
    place: string,
    track: VideoSourceId['track'] | undefined,
    question: string | undefined,
    signal: AbortSignal,
  ): Promise<string> {
    const { text, picture } = await this.#sight.lookCloser({ place, track }, signal);
    if (!picture || !this.#options.describe) return text;
    const said = await this.#options.describe(picture, question ?? `Describe what is at: ${place}.`, signal);
    return `${said}\n${text}`;
  }
  watchFor(what: string): boolean {
    const wish = this.#sight.watchFor(what);
    if (wish) this.#options.show({ type: 'watching', what, phase: 'started' });
    return wish !== undefined;
  }
  stopWatching(): number {
    const stopped = this.#sight.stopWatching();
    for (const wish of stopped) this.#options.show({ type: 'watching', what: wish.what, phase: 'stopped' });
    return stopped.length;
  }

  /** What the caller gave and what was seen, for the agent to show. */
  get given(): GivenThings {
    return {
      names: this.#shelf.names,
      find: (kinds, name) => this.#shelf.find(kinds, name),
      seen: (track) => this.#sight.kept(track),
    };
  }

  #observed({ source, frame, change, lines }: Sighting): void {
    const text = textOf(lines, OBSERVED_CHARACTERS);
    this.#options.note({
      type: 'observed',
      observation: {
        v: OBSERVATION_VERSION,
        id: crypto.randomUUID(),
        atMs: frame.atMs,
        provenance: { source: source.track === 'screen' ? 'screen' : 'camera', id: source.participantIdentity },
        kind: 'frame',
        track: source.track,
        ...uprightSize(frame),
        change: change.kind,
        fingerprint: this.#options.pictures.facts(frame).fingerprint,
        ...(text === '' ? {} : { text: marked(text) }),
      },
    });
  }
}

/** What a file was read as, in the canonical schema. A picture is the text on it. */
function observationsOf(file: IncomingFile, read: FileResponse, atMs: number): Observation[] {
  const base = () => ({
    v: OBSERVATION_VERSION,
    id: crypto.randomUUID(),
    atMs,
    provenance: { source: 'document' as const, id: file.identity },
  });
  switch (read.kind) {
    case 'document':
      return [{ ...base(), ...read.document }];
    case 'table':
      return read.tables.map((table) => ({ ...base(), ...table }));
    case 'picture':
      return [
        {
          ...base(),
          kind: 'document',
          name: marked(file.name),
          mediaType: file.mediaType,
          pages: [{ number: 1, text: marked(read.text) }],
        },
      ];
  }
}
