/**
 * What is shown to one call: cameras and screens through sight, files through the reading service. Switches seeing on
 * and off, tells the page what is kept, writes observations down, and gives each turn its section of the prompt.
 */
import { uprightSize } from '../../media/video/upright.ts';
import type { AgentDefinition } from '../catalog/agent-definition.ts';
import { maskFile } from '../files/mask-file.ts';
import { Shelf } from '../files/shelf.ts';
import type { CallEventBody } from '../log/events.ts';
import type { Picture } from '../models/interfaces.ts';
import { marked, OBSERVATION_VERSION, type Observation, type ProvenanceSource } from '../observation/schema.ts';
import { markedTable } from '../observation/table.ts';
import type { GivenThings } from '../presenting/sheet-of-wish.ts';
import type { IncomingFile } from '../room/file-in.ts';
import type { PageEvent } from '../room/page-events.ts';
import type { VideoSource } from '../room/video-tracks.ts';
import type { Sighting } from '../seeing/eye.ts';
import type { VideoSourceId } from '../seeing/frame.ts';
import { maskText } from '../seeing/mask-text.ts';
import { textOf } from '../seeing/page-text.ts';
import type { PictureWork } from '../seeing/ports.ts';
import { readerOf } from '../seeing/reading/reader-of-client.ts';
import { type ReadingClient, ReadingClientError } from '../seeing/reading/reading-client.ts';
import type { FileResponse } from '../seeing/reading-api.ts';
import { Sight } from '../seeing/sight.ts';
import { shownIdentity } from '../seeing/whose.ts';
import type { Wish } from '../seeing/wishes.ts';
import type { ShownBefore } from './shown-before.ts';

export interface ShowingOptions {
  agent: AgentDefinition;
  pictures: PictureWork;
  reading: ReadingClient;
  /** Of text in pictures. */
  readonly language: string;
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
  /** `whose` says where it appeared when that is not the caller's own, to be put at the end; else it is empty. */
  onWishMet(what: string, line: string, whose: string): void;
  onError(what: string, error: unknown): void;
}
export interface ShownToTurn {
  section: string;
  pictures: Picture[];
  /** Whose content is in them. */
  informedBy: ProvenanceSource[];
}
const OBSERVED_CHARACTERS = 2_000;
const PAGE_PHASES = { made: 'started', met: 'met', dropped: 'stopped' } as const;

export class Showing {
  readonly #options: ShowingOptions;
  readonly #sight: Sight;
  readonly #shelf = new Shelf();
  #wanted = true;
  #toldOfLanguage = false;

  constructor(options: ShowingOptions) {
    this.#options = options;
    this.#sight = new Sight({
      pictures: options.pictures,
      reader: readerOf(options.reading),
      language: options.language,
      get masks() {
        return options.agent.masks;
      },
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
      onWishMet: (wish, line, source) => {
        this.#wished(wish, 'met');
        const { participantIdentity, track } = source;
        const own = participantIdentity === options.callerIdentity();
        options.onWishMet(
          wish.what,
          line,
          own ? '' : ` That is on the ${track} of ${shownIdentity(participantIdentity)}.`,
        );
      },
      onError: (what, error) => this.#failed(what, error),
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
      const { agent, pictures, language } = this.#options;
      const read = await reading.file(file.bytes, file.name, file.mediaType, signal, language);
      const masked = await maskFile(
        read,
        agent.masks,
        (jpeg, boxes, stop) => pictures.blank(jpeg, boxes, stop),
        signal,
      );
      const name = maskText(file.name, agent.masks);
      const { message } = this.#shelf.put(name, masked);
      for (const observation of observationsOf({ ...file, name }, masked, nowMs()))
        note({ type: 'observed', observation });
      show({ type: 'file', name, outcome: 'read', message });
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
    const { text, picture } = await this.#sight.lookCloser({ place, track, question }, signal);
    if (!picture || !this.#options.describe) return text;
    const said = await this.#options.describe(picture, question ?? `Describe what is at: ${place}.`, signal);
    // What a model said of a picture may repeat what stands in it: one line, like any other words of a picture.
    return `${maskText(said.replace(/\s+/g, ' '), this.#options.agent.masks, true)}\n${text}`;
  }
  watchFor(what: string): boolean {
    const wish = this.#sight.watchFor(what);
    if (wish) this.#wished(wish, 'made');
    return wish !== undefined;
  }
  stopWatching(): number {
    const stopped = this.#sight.stopWatching();
    for (const wish of stopped) this.#wished(wish, 'dropped');
    return stopped.length;
  }
  /** Goes on with what was shown to this call, and asked of its eyes, while another host held it. */
  restore({ wishes, shown }: { wishes: readonly Wish[]; shown: ShownBefore }): void {
    this.#sight.restore(wishes, shown.sightings);
    for (const { name, file } of shown.files) this.#shelf.put(name, file);
  }

  #wished(wish: Wish, phase: 'made' | 'met' | 'dropped'): void {
    const { note, show } = this.#options;
    note({ type: 'wished', wishId: wish.id, what: marked(wish.what), phase });
    show({ type: 'watching', what: wish.what, phase: PAGE_PHASES[phase] });
  }
  /** A language without its data is no passing trouble: the person who shows something is told, once. */
  #failed(what: string, error: unknown): void {
    const { onError, show } = this.#options;
    onError(what, error);
    if (!(error instanceof ReadingClientError) || error.code !== 'unsupported' || this.#toldOfLanguage) return;
    this.#toldOfLanguage = true;
    show({ type: 'seeing', on: this.#wanted && this.available, available: this.available, note: error.message });
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
      return read.tables.map(({ kind, name, ...table }) => ({ ...base(), kind, name, ...markedTable(table) }));
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
