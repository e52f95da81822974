/** A call stack whose hosts can read: the real tool-worker beside the vendors' doubles, and callers who show things. */
import { type EmbeddedProcess, startEmbeddedProcess, TOKEN } from '../integration/embedded-process.ts';
import { type CallStack, type CallStackOptions, startCallStack } from './call-stack.ts';
import { eventually } from './eventually.ts';
import { joinAndSpeak, type SpeakingCaller } from './speaking-caller.ts';
import { HD, line, render, type Size, svg } from './video-scenes.ts';

/** A page of large lines, as people show them. */
export const page = (lines: readonly string[], size: Size = HD, [ground, ink] = ['#ffffff', '#111111']) =>
  render(svg(size, lines.map((text, row) => line(text, 60, 90 + row * 56, 30, ink)).join(''), ground));

export interface ShowingCaller extends SpeakingCaller, AsyncDisposable {
  /** Thumbnails the agent sent, oldest first. */
  seen: { atMs: number; jpeg: Uint8Array; attributes: Record<string, string> }[];
  /** Asks by typing; resolves with the system prompt and the messages the model was then asked with. */
  ask(question: string): Promise<Asked>;
  sendFile(name: string, mimeType: string, bytes: Uint8Array): Promise<void>;
}
export interface Asked {
  system: string;
  /** What stands under "What you can see now", or nothing. */
  seen: string;
  files: string;
  model: string;
  pictures: string[];
  tools: string[];
}
export interface SeeingStack extends CallStack {
  call(room: string): Promise<ShowingCaller>;
}

export async function startReading(): Promise<EmbeddedProcess> {
  return await startEmbeddedProcess({ PARLEY_STT: 'deepgram', PARLEY_TTS: 'openai' });
}

export async function startSeeingStack(reading: EmbeddedProcess, options: CallStackOptions): Promise<SeeingStack> {
  const stack = await startCallStack({
    ...options,
    openai: { msPerCharacter: 15, ...options.openai },
    env: {
      PARLEY_GREETING: '-',
      PARLEY_TOOL_WORKER_URL: reading.url,
      PARLEY_INTERNAL_TOKEN: TOKEN,
      ...options.env,
    },
  });
  return Object.assign(stack, { call: (room: string) => join(stack, room) });
}

async function join(stack: CallStack, room: string): Promise<ShowingCaller> {
  const caller = await joinAndSpeak(stack.livekit.server, room, { agent: { name: 'parley' }, microphone: false });
  const seen: ShowingCaller['seen'] = [];
  caller.room.registerByteStreamHandler('parley.seen', (reader) => {
    void reader.readAll().then((chunks) =>
      seen.push({
        atMs: performance.now(),
        jpeg: Buffer.concat(chunks),
        attributes: { ...reader.info.attributes },
      }),
    );
  });
  await eventually('the agent is there', () => caller.events.some((event) => event.type === 'seeing'), {
    deadlineMs: 40_000,
  });
  return Object.assign(caller, {
    seen,
    ask: (question: string) => asked(stack, caller, question),
    sendFile: async (name: string, mimeType: string, bytes: Uint8Array) => {
      const writer = await caller.room.localParticipant?.streamBytes({
        topic: 'parley.file',
        name,
        mimeType,
        totalSize: bytes.byteLength,
      });
      await writer?.write(bytes);
      await writer?.close();
    },
    [Symbol.asyncDispose]: () => caller.leave(),
  });
}

async function asked(stack: CallStack, caller: SpeakingCaller, question: string): Promise<Asked> {
  const before = stack.openai.requests.length;
  await caller.type(question);
  const chat = await eventually(
    `the model is asked ${JSON.stringify(question)}`,
    () => stack.openai.requests.slice(before).find((request) => request.chat)?.chat,
    { explain: () => JSON.stringify(caller.events) },
  );
  const [system] = chat.messages;
  const text = system?.role === 'system' && typeof system.content === 'string' ? system.content : '';
  const last = chat.messages.findLast(({ role }) => role === 'user');
  const parts = last?.role === 'user' && Array.isArray(last.content) ? last.content : [];
  return {
    system: text,
    seen: sectionOf(text, 'What you can see now'),
    files: sectionOf(text, 'Files the caller gave you'),
    model: chat.model,
    pictures: parts.flatMap((part) => (part.type === 'image_url' ? [part.image_url.url] : [])),
    tools: (chat.tools ?? []).map((tool) => tool.function.name),
  };
}

/** What stands between a heading of the prompt and the next one. */
function sectionOf(prompt: string, heading: string): string {
  return new RegExp(`^# ${heading}\\n([\\s\\S]*?)(?=^# |$(?![\\s\\S]))`, 'm').exec(prompt)?.[1]?.trim() ?? '';
}
