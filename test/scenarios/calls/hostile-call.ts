/**
 * Plays one hostile script to a whole call in virtual time, and says in one sentence which promise was broken: sound
 * without the floor, a turn that meets silence, a write done twice, words that are lost or credited to somebody else, a
 * record of what did not sound, a deaf end, a timer left behind.
 */
import { vi } from 'vitest';
import type { CallEvent } from '../../../agents/log/events.ts';
import { Breaker } from '../../../agents/models/breaker.ts';
import { DEFAULT_DEADLINES } from '../../../agents/models/deadlines.ts';
import { FallbackLanguageModel } from '../../../agents/models/fallback-language-model.ts';
import { FallbackSpeechToText } from '../../../agents/models/fallback-speech-to-text.ts';
import { FallbackTextToSpeech } from '../../../agents/models/fallback-text-to-speech.ts';
import type { InboxCommand } from '../../../agents/worker/host-messages.ts';
import { passTime } from '../../support/virtual-time.ts';
import { callRig } from '../../unit/call/call-rig.ts';
import type { Act, HostileCallScript, Request } from './hostile-acts.ts';
import { hostileAgents } from './hostile-agents.ts';
import { loudIsVoice, MoodyEar, MoodyModel, MoodyVoice } from './moody-models.ts';
import { heardButNotSaid } from './sound-record.ts';

const WINDOW_MS = 32;
/** Writes: of a read that was lost with its host nobody needs to know. */
const OF_THE_TESTER = new Set(['save', 'book', 'hand_over', 'return_to']);
/** A filler is said after 1.3 s; a slow voice needs 0.9 s for it. */
const AUDIBLE_MS = 3_000;
/** With a voice that fails the filler is lost: the apology comes after 8 s, or 12 s of a tool, and then the tones. */
const AUDIBLE_DESPITE_VOICE_MS = 30_000;

export class HostileCall {
  readonly model = new MoodyModel();
  readonly voice = new MoodyVoice();
  readonly ear = new MoodyEar();
  readonly agents = hostileAgents();
  rig: ReturnType<typeof callRig>;
  /** Of hosts that died. */
  readonly #past: ReturnType<typeof callRig>[] = [];
  readonly broken: string[] = [];
  /** What was done and when, for whoever reads a failure. */
  readonly story: string[] = [];
  readonly #script: HostileCallScript;
  readonly #startedAtMs = Date.now();
  #isDurable = true;
  #over = false;
  #serial = 0;
  #caller: string | undefined = 'ann';
  #microphone = 'mic-0';
  #open = true;
  #muted = false;
  #key: { mode: boolean; down: boolean } = { mode: false, down: false };
  #taken = false;
  #voiceFailedAtMs = Number.NEGATIVE_INFINITY;
  /** Words that were understood and must be part of a turn. */
  readonly #due = new Set<string>();
  readonly #saidBy = new Map<string, string>();
  #owed: { generation: number; atMs: number } | undefined;
  #eventsSeen = 0;
  #framesSeen = 0;

  constructor(script: HostileCallScript) {
    this.#script = script;
    this.rig = this.#host([]);
  }

  #host(history: CallEvent[]): ReturnType<typeof callRig> {
    const { greets, speculation } = this.#script;
    const breaker = () => new Breaker({ failures: 2, restMs: 1_000, now: () => Date.now() });
    return callRig(new FallbackLanguageModel([{ model: this.model, breaker: breaker() }], DEFAULT_DEADLINES), {
      history,
      load: (name) => this.agents.load(name),
      isDurable: () => this.#isDurable,
      models: {
        tts: new FallbackTextToSpeech([{ model: this.voice, breaker: breaker() }], DEFAULT_DEADLINES),
        stt: new FallbackSpeechToText([{ model: this.ear, breaker: breaker() }], DEFAULT_DEADLINES),
        vad: loudIsVoice,
      },
      settings: { endpointingMs: 300, speculation, greeting: greets ? undefined : '-' },
    });
  }

  async begin(): Promise<void> {
    void this.rig.run().then(() => {
      this.#over = true;
    });
    await this.#pass(0);
    this.#room.comes('ann');
    this.#hear('opened');
    await this.#pass(0);
  }
  async perform(waitMs: number, act: Act): Promise<void> {
    await this.#pass(waitMs);
    if (this.#over) return;
    this.#tell(JSON.stringify(act));
    await this.#do(act);
  }
  /** The process is gone with all it had in hand; another takes the call over with what was written down. */
  async hostDies(waitMs: number): Promise<void> {
    await this.#pass(waitMs);
    if (this.#over) return;
    this.#tell('the host dies');
    const atMs = Date.now();
    vi.clearAllTimers();
    // Clearing them puts the clock back.
    vi.advanceTimersByTime(atMs - Date.now());
    this.ear.isForgotten();
    this.#past.push(this.rig);
    this.rig = this.#host(this.written());
    this.#forgive();
    this.#key = { mode: false, down: false };
    this.#muted = false;
    this.#eventsSeen = 0;
    this.#framesSeen = 0;
    void this.rig.run().then(() => {
      this.#over = true;
    });
    await this.#pass(0);
    if (this.#taken) this.#room.operator('operator-bob-1', 'joined');
    if (this.#caller === undefined) return;
    this.#room.comes(this.#caller);
    this.#serial += 1;
    this.#microphone = `mic-${this.#serial}`;
    this.#hear('opened');
  }
  /** What all hosts of the call wrote down. */
  written(): CallEvent[] {
    return [...this.#past, this.rig].flatMap(({ events }) => events);
  }
  /** Everything works again, and somebody is there. */
  async recovers(): Promise<void> {
    for (const act of ['ear-is-back', 'log-goes-on', 'unmutes', 'returns', 'gives-back'] as const)
      await this.perform(0, { do: act });
    await this.perform(0, { do: 'mood', of: 'voice', mood: 'well' });
    await this.perform(0, { do: 'mood', of: 'model', mood: 'well' });
    if (this.#key.mode) await this.perform(0, { do: 'key-mode' });
    await this.#pass(19_000);
  }
  /** Whatever came before, a sentence said now is answered. */
  async isNotDeaf(): Promise<void> {
    if (this.#over) return;
    await this.perform(0, { do: 'says', request: 'ask', windows: 20, finalAfterMs: 100, partial: false });
    const token = `x${this.#serial}`;
    await this.#pass(12_000);
    if (this.#over) return;
    const answered = this.rig.eventsOf('turn.committed').findLast(({ text }) => text.private.includes(token));
    if (!answered) this.#break(`"${token}" was said at the end and no turn came of it`);
    else if (
      !this.rig.eventsOf('reply.heard').some((e) => e.generation === answered.generation && e.text.private !== '')
    )
      this.#break(`"${token}" was said at the end and nothing was heard in answer`);
    for (const due of this.#due) this.#break(`"${due}" was understood and no turn came of it`);
  }
  async ends(): Promise<void> {
    void this.rig.call.end('enough');
    await this.#pass(1_500);
    if (!this.#over) this.#break('it does not end');
    const written = this.rig.events.length;
    const frames = this.#room.audio.sounded.length;
    await this.#pass(15_000);
    if (this.rig.events.length > written) this.#break('it wrote something down after its end');
    if (this.#room.audio.sounded.length > frames) this.#break('it spoke after its end');
    // What a host that died had in hand is no measure.
    if (vi.getTimerCount() > 0 && this.#past.length === 0) this.#break(`${vi.getTimerCount()} timers are left`);
    this.#checkRecord();
  }

  #checkRecord(): void {
    const hosts = [...this.#past, this.rig];
    const sounded = hosts.flatMap(({ rooms }) => rooms.flatMap(({ audio }) => audio.sounded));
    const heard = hosts.flatMap((host) => host.eventsOf('reply.heard'));
    for (const [at, host] of hosts.entries())
      for (const { generation } of host.eventsOf('turn.committed')) {
        const times = heard.filter((event) => event.generation === generation).length;
        // What a host that died was saying was heard by nobody who could write it down.
        if (times > 1 || (times === 0 && at === hosts.length - 1))
          this.#break(`turn ${generation} has ${times} records of what was heard`);
      }
    for (const { text, generation } of heard)
      for (const clause of heardButNotSaid(text.private, this.voice.clauses, sounded))
        this.#break(`"${clause}" counts as heard in turn ${generation} and did not sound`);
    const once = new Set<string>();
    for (const effect of this.agents.done) {
      if (once.has(effect)) this.#break(`"${effect}" was done twice`);
      once.add(effect);
    }
    const finished = new Set(hosts.flatMap((host) => host.eventsOf('tool.finished')).map(({ callKey }) => callKey));
    for (const { tool, callKey } of hosts.flatMap((host) => host.eventsOf('tool.intended')))
      if (!finished.has(callKey) && OF_THE_TESTER.has(tool)) this.#break(`${tool} was begun and never finished`);
    for (const line of hosts.flatMap(({ kept }) => kept))
      for (const [token] of line.matchAll(/x\d+/g))
        if (!line.startsWith(`${this.#saidBy.get(token)}:`))
          this.#break(`what ${this.#saidBy.get(token)} said is kept as ${JSON.stringify(line)}`);
  }

  async #do(act: Act): Promise<void> {
    switch (act.do) {
      case 'says':
        return this.#says(act);
      case 'types':
        if (this.#caller === undefined) return;
        this.#disturb();
        return this.#room.types(this.#words(act.request, true), this.#caller);
      case 'noise':
        return this.#burst(act.windows);
      case 'mood':
        if (act.of === 'voice') {
          this.voice.mood = act.mood;
          this.#voiceFailedAtMs = Date.now();
        } else this.model.mood = act.mood;
        return;
      case 'talks-by-key':
        if (!this.#key.mode) await this.#do({ do: 'key-mode' });
        await this.#do({ do: 'key-down' });
        await this.#pass(act.heldMs);
        await this.#do({ do: 'key-up' });
        await this.#pass(100);
        return this.#final(act.request);
      case 'key-mode':
        this.#disturb();
        this.#key = { mode: !this.#key.mode, down: false };
        return this.#control({ type: 'push-to-talk', mode: this.#key.mode ? 'on' : 'off' });
      case 'key-down':
      case 'key-up':
        if (!this.#key.mode) return;
        this.#disturb();
        this.#key.down = act.do === 'key-down';
        return this.#control({ type: 'talk-key', pressed: this.#key.down });
      case 'mutes':
      case 'unmutes':
        this.#muted = act.do === 'mutes';
        return this.#hear(this.#muted ? 'muted' : 'unmuted');
      case 'republishes':
        this.#hear('closed');
        this.#serial += 1;
        this.#microphone = `mic-${this.#serial}`;
        this.#muted = false;
        return this.#hear('opened');
      case 'second-microphone':
        this.#room.options.handlers.onMicrophone('mic-b', 'opened');
        await this.#pass(200);
        return this.#room.options.handlers.onMicrophone('mic-b', 'closed');
      case 'ear-dies':
        return this.ear.dies();
      case 'ear-refuses':
        this.ear.refuses = true;
        return this.ear.dies();
      case 'ear-is-back':
        this.ear.refuses = false;
        return;
      case 'is-lost':
        if (this.#caller === undefined) return;
        this.#forgive();
        this.#hear('closed');
        this.#room.isLost(this.#caller);
        this.#caller = undefined;
        return;
      case 'returns':
        return this.#comes('ann');
      case 'another-comes':
        return this.#comes('ben');
      case 'approves': {
        const asked = this.#room.sent.findLast((event) => event.type === 'approval' && event.phase === 'asked');
        if (asked?.type === 'approval' && this.#caller !== undefined)
          this.#room.clicks(asked.id, 'approve', this.#caller);
        return;
      }
      case 'takes-over':
        this.#disturb();
        this.#taken = true;
        return this.#command({ type: 'take-over', identity: 'operator-bob-1', from: 'bob' });
      case 'gives-back':
        this.#taken = false;
        return this.#command({ type: 'give-back', from: 'bob' });
      case 'operator-comes':
        return this.#room.operator('operator-bob-1', 'joined');
      case 'operator-leaves':
        this.#taken = false;
        return this.#room.operator('operator-bob-1', 'left');
      case 'whispers':
        return this.#command({ type: 'whisper', text: 'Be kind.', from: 'bob' });
      case 'task-ends':
        this.#serial += 1;
        return this.#command({
          type: 'task-report',
          taskId: `t${this.#serial}`,
          state: 'COMPLETED',
          goal: 'look',
          summary: 'It was found.',
        });
      case 'log-stops':
        this.#isDurable = false;
        return;
      case 'log-goes-on':
        this.#isDurable = true;
        return;
      case 'keypad':
        return this.#room.options.handlers.onKeypad('5');
    }
  }

  async #says({ request, windows, finalAfterMs, partial }: Extract<Act, { do: 'says' }>): Promise<void> {
    const audible = this.#audible;
    await this.#burst(windows);
    if (!audible || !this.#audible) return;
    if (partial) {
      this.ear.tells({ type: 'partial', text: 'well' });
      await this.#pass(40);
    }
    await this.#pass(finalAfterMs);
    this.#final(request);
  }
  #final(request: Request): void {
    if (!this.#audible || !this.ear.hears) return;
    this.#disturb();
    this.ear.tells({ type: 'final', text: this.#words(request, false), confidence: 0.95 });
  }
  get #audible(): boolean {
    return this.#caller !== undefined && this.#open && !this.#muted && (!this.#key.mode || this.#key.down);
  }
  async #burst(windows: number): Promise<void> {
    const loud = Int16Array.from({ length: 512 }, (_, index) => (index % 2 === 0 ? 3_000 : -3_000));
    const quiet = new Int16Array(512);
    for (let window = 0; window < windows + 3 && !this.#over; window += 1) {
      if (!this.#open || this.#muted) return;
      this.#disturb();
      this.#room.options.handlers.onAudio(this.#microphone, window < windows ? loud : quiet);
      await this.#pass(WINDOW_MS);
    }
  }
  #words(request: Request, typed: boolean): string {
    if (request === 'yes') return 'Yes please.';
    if (request === 'no') return 'No.';
    if (request === 'hm') return 'mm-hm';
    this.#serial += 1;
    const token = `x${this.#serial}`;
    if (typed || !this.#key.mode || this.#key.down) this.#due.add(token);
    this.#saidBy.set(token, this.#caller ?? 'nobody');
    if (request === 'billing') return `To billing please ${token}.`;
    return request === 'ask' ? `What is ${token}?` : `Please ${request} ${token}.`;
  }
  #comes(identity: string): void {
    if (this.#caller === identity) return;
    this.#forgive();
    if (this.#caller !== undefined) {
      this.#hear('closed');
      this.#room.isLost(this.#caller);
    }
    this.#caller = identity;
    // A page that has just come knows of no key.
    this.#key = { mode: false, down: false };
    this.#muted = false;
    this.#room.comes(identity);
    this.#serial += 1;
    this.#microphone = `mic-${this.#serial}`;
    this.#hear('opened');
  }
  #hear(state: 'opened' | 'closed' | 'muted' | 'unmuted'): void {
    this.#open = state === 'closed' ? false : state === 'opened' ? true : this.#open;
    this.#room.options.handlers.onMicrophone(this.#microphone, state);
  }
  #control(control: Parameters<HostileCall['rig']['rooms'][number]['options']['handlers']['onControl']>[0]): void {
    if (this.#caller !== undefined) this.#room.options.handlers.onControl(control, this.#caller);
  }
  #command(command: object): void {
    this.#serial += 1;
    this.rig.call.command({ id: `c${this.#serial}`, ...command } as InboxCommand);
  }
  /** Somebody makes themselves heard or is gone: the answer that was owed may well not come. */
  #disturb(): void {
    this.#owed = undefined;
  }
  #forgive(): void {
    this.#disturb();
    this.#due.clear();
  }
  get #room() {
    return this.rig.room();
  }
  async #pass(ms: number): Promise<void> {
    await passTime(ms, () => this.#look());
  }

  /** What must hold at every instant. */
  #look(): void {
    const { sounded } = this.rig.rooms[0]?.audio ?? { sounded: [] };
    const nowMs = Date.now();
    if (sounded.length > this.#framesSeen) {
      const state = this.#room.states.at(-1);
      if (state !== 'speaking') this.#break(`it sounds while the page shows "${state}"`);
      this.#owed = undefined;
    }
    this.#framesSeen = sounded.length;
    for (const event of this.rig.events.slice(this.#eventsSeen)) {
      if (event.type !== 'turn.committed' || event.source === 'system') continue;
      for (const [token] of event.text.private.matchAll(/x\d+/g)) this.#due.delete(token);
      if (!this.#taken) this.#owed = { generation: event.generation, atMs: nowMs };
    }
    this.#eventsSeen = this.rig.events.length;
    const owed = this.#owed;
    if (!owed || this.#over) return;
    const voiceIsWell = this.voice.mood === 'well' || this.voice.mood === 'slow';
    const withinMs = voiceIsWell && this.#voiceFailedAtMs < owed.atMs ? AUDIBLE_MS : AUDIBLE_DESPITE_VOICE_MS;
    if (nowMs - owed.atMs <= withinMs) return;
    this.#owed = undefined;
    this.#break(`turn ${owed.generation} met silence for ${nowMs - owed.atMs} ms`);
  }
  #break(what: string): void {
    this.#tell(`BROKEN: ${what}`);
    this.broken.push(what);
  }
  #tell(what: string): void {
    this.story.push(`${String(Date.now() - this.#startedAtMs).padStart(6)} ${what}`);
  }
}

/** Plays it all; throws with the whole story when a promise was broken. */
export async function playHostileCall(script: HostileCallScript): Promise<HostileCall> {
  const call = new HostileCall(script);
  await call.begin();
  for (const [at, { waitMs, act }] of script.acts.entries()) {
    if (at === script.diesBefore) await call.hostDies(waitMs);
    else await call.perform(waitMs, act);
  }
  await call.recovers();
  await call.isNotDeaf();
  await call.ends();
  if (call.broken.length > 0) throw new Error([...call.broken, '', ...call.story, ...storyOf(call)].join('\n'));
  return call;
}

const storyOf = (call: HostileCall): string[] =>
  call
    .written()
    .map(
      ({ v: _, callId: __, seq, atMs, type, ...rest }) =>
        `${seq} ${atMs % 10_000_000} ${type} ${JSON.stringify(rest).slice(0, 160)}`,
    );
