/**
 * A person at the real page: a real Chromium whose microphone plays recorded questions when told to, and whose ear
 * measures how loud the agent is. What is read comes from the screen.
 */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../server/dev/chromium.ts';
import { eventually } from './eventually.ts';
import { CALLER_RATE_HZ, speak } from './human-speech.ts';

const FLAGS = [
  '--no-sandbox',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-gpu',
  '--use-fake-device-for-media-stream',
];

/** Runs in the page before its own code: the microphone is an audio graph that plays what it is given. */
const MICROPHONE = `(() => {
  let context, out;
  const open = () => {
    context ??= new AudioContext({ sampleRate: ${CALLER_RATE_HZ} });
    out ??= context.createMediaStreamDestination();
    // A track without any signal is taken for a broken microphone.
    const idle = context.createConstantSource(); idle.offset.value = 0.00001; idle.connect(out); idle.start();
    return context;
  };
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    if (!wanted || !wanted.audio) return real(wanted);
    await open().resume();
    return new MediaStream([out.stream.getAudioTracks()[0].clone()]);
  };
  window.parleySay = async (base64) => {
    const context = open();
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const pcm = new Int16Array(bytes.buffer);
    const buffer = context.createBuffer(1, pcm.length, ${CALLER_RATE_HZ});
    buffer.getChannelData(0).set(Float32Array.from(pcm, (s) => s / 32768));
    const source = context.createBufferSource(); source.buffer = buffer; source.connect(out);
    const ended = new Promise((resolve) => { source.onended = resolve; });
    source.start();
    await ended;
  };
  window.parleyEar = { loud: 0, lastLoudAt: 0 };
  let listening;
  setInterval(async () => {
    const audio = [...document.querySelectorAll('audio')].find((a) => a.srcObject && a.srcObject.getAudioTracks().some((t) => t.readyState === 'live'));
    if (!audio) return;
    if (!listening || listening.stream !== audio.srcObject) {
      const context = new AudioContext(); await context.resume();
      const analyser = context.createAnalyser(); analyser.fftSize = 512;
      context.createMediaStreamSource(audio.srcObject).connect(analyser);
      listening = { stream: audio.srcObject, analyser };
    }
    const samples = new Float32Array(512);
    listening.analyser.getFloatTimeDomainData(samples);
    let sum = 0; for (const s of samples) sum += s * s;
    const rms = Math.sqrt(sum / samples.length);
    window.parleyEar.loud = rms;
    if (rms > 0.01) window.parleyEar.lastLoudAt = performance.now();
  }, 20);
})();`;

export interface SpokenPage extends AsyncDisposable {
  page: Page;
  /** Speaks a sentence with a human-like voice; resolves when its last sample was played. */
  say(text: string): Promise<void>;
  agentLoud(): Promise<boolean>;
  /** Waits until the agent has been quiet for `quietMs`. */
  untilQuiet(quietMs?: number): Promise<void>;
  /** What the agent's lines on the screen say, oldest first. */
  agentLines(): Promise<string[]>;
}

/** `flags`: more of Chromium's own, for tests that share a tab. */
export async function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath)
    throw new Error('Chromium is needed for this test: install it (on Debian: apt-get install chromium).');
  return await chromium.launch({ executablePath, args: [...FLAGS, ...flags] });
}

/** A visit to the page. The same `context` is the same person coming back. */
export async function visit(context: BrowserContext, url: string): Promise<SpokenPage> {
  await context.grantPermissions(['microphone', 'camera'], { origin: url });
  const page = await context.newPage();
  await page.addInitScript(MICROPHONE);
  await page.goto(url);
  const quietForMs = () => page.evaluate<number>('performance.now() - window.parleyEar.lastLoudAt');
  return {
    page,
    say: async (text) => {
      const pcm = await speak(text);
      const base64 = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).toString('base64');
      await page.evaluate(`window.parleySay(${JSON.stringify(base64)})`);
    },
    agentLoud: async () => (await quietForMs()) < 100,
    untilQuiet: async (quietMs = 900) => {
      await eventually('the agent is quiet', async () => (await quietForMs()) > quietMs, { deadlineMs: 30_000 });
    },
    agentLines: () => page.locator('.line-agent .line-text').allTextContents(),
    [Symbol.asyncDispose]: () => page.close(),
  };
}
