/**
 * What seeing costs in a live call, decoding included: the real page shares a tab of a real Chromium in a real call, and
 * a camera sends 30 frames a second for minutes. Costs are those of the worker and its hosts, less those of the same call
 * with nothing shared.
 */
import type { Page } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';
import { startReading, startSeeingStack } from '../../support/seeing-stack.ts';
import { sharePicture } from '../../support/shared-picture.ts';
import { launchChromium, type SpokenPage, visit } from '../../support/spoken-page.ts';
import { startStack } from '../../support/stack.ts';
import { paragraph, randomFrom, render, svg, withNoise } from '../../support/video-scenes.ts';
import { figures, show } from '../percentiles.ts';
import { cpuSecondsOf, processTree, pssMb } from '../processes.ts';
import type { BenchOptions, BenchReport } from '../report.ts';
import { pause } from '../until.ts';

type Rows = BenchReport['rows'];
const TAB = 'Build log of the bench';
const LINES = 12;
const VGA = { widthPx: 640, heightPx: 480 };
/** Half a bit per 10 pixels and frame: what browsers take for a camera of this size. */
const CAMERA_BITS = 700_000;

export async function liveBench({ quick, say }: Pick<BenchOptions, 'quick' | 'say'>): Promise<BenchReport> {
  const [tab, camera] = [await sharedTab(quick, say), await steadyCamera(quick ? 30 : 180, say)];
  return {
    bench: 'seeing: a live call',
    rows: [...tab.rows, ...camera.rows],
    notes: ['Shares of one core, of worker and hosts; the same call with nothing shared is taken off.'],
    raw: { tab: tab.raw, camera: camera.raw },
  };
}

async function sharedTab(quick: boolean, say: (line: string) => void): Promise<{ rows: Rows; raw: unknown }> {
  await using stack = await startStack({
    env: { PARLEY_STT: 'local:pocketsphinx', PARLEY_TTS: 'local:flite', PARLEY_LLM: 'local:rules' },
  });
  const worker = stack.pid('worker');
  if (worker === undefined) throw new Error('The worker does not run.');
  const browser = await launchChromium([`--auto-select-tab-capture-source-by-title=${TAB}`]);
  try {
    const person = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    const tab = await person.newPage();
    const lines = Array.from({ length: LINES }, (_, row) => `<p id="l${row}">Step ${row} waits for its turn</p>`);
    await tab.setContent(`<title>${TAB}</title><body style="font: 24px sans-serif; margin: 30px">${lines.join('')}`);
    await using visitor = await visit(person, stack.pageUrl);
    await visitor.page.getByRole('button', { name: /^Start talking/ }).click();
    await eventually('the agent is heard', () => visitor.agentLoud(), { deadlineMs: 20_000 });
    await visitor.untilQuiet();
    const forMs = quick ? 5_000 : 30_000;
    say('a call with nothing shared');
    const bare = await shareOfCore(worker, forMs);
    await visitor.page.getByRole('button', { name: 'Share screen' }).click();
    await visitor.page.locator('.sight .thumb img').first().waitFor({ timeout: 20_000 });
    await pause(5_000);
    say('a tab that stands still');
    const still = await shareOfCore(worker, forMs);
    say('a tab that changes');
    const afterMs = await changes(visitor, tab, quick ? 5 : 30);
    return {
      rows: [
        { figure: 'the call with nothing shared', value: percent(bare), aim: '' },
        { figure: 'a static 720p tab shared by the page', value: percent(still - bare), aim: '<= 3 %' },
        {
          figure: `a line of it changes: read, and its picture back on the page, p50 / p95, ms`,
          value: show(figures(afterMs)),
          aim: '',
        },
      ],
      raw: { bare, still, afterMs },
    };
  } finally {
    await browser.close();
  }
}

/** Milliseconds from a change of a line in the tab until the page shows the picture that was taken of it and read. */
async function changes(visitor: SpokenPage, tab: Page, count: number): Promise<number[]> {
  const random = randomFrom(17);
  const afterMs: number[] = [];
  const shown = () => visitor.page.locator('.sight .thumb img').first().getAttribute('src');
  for (let change = 0; change < count; change++) {
    await pause(2_500 + random() * 1_500);
    const before = await shown();
    const words = `Step ${change} took ${Math.floor(random() * 900)} seconds`;
    const startMs = performance.now();
    await tab.evaluate(`document.getElementById('l${change % LINES}').textContent = ${JSON.stringify(words)}`);
    await eventually('the page shows what was seen', async () => (await shown()) !== before, { deadlineMs: 20_000 });
    afterMs.push(performance.now() - startMs);
  }
  return afterMs;
}

async function steadyCamera(seconds: number, say: (line: string) => void): Promise<{ rows: Rows; raw: unknown }> {
  const reading = await startReading();
  const stack = await startSeeingStack(reading, {});
  try {
    await using caller = await stack.call('camera');
    await pause(3_000);
    const hosts = processTree(process.pid).filter((pid) => pid !== process.pid && pid !== reading.child.pid);
    const bare = await coreOf(hosts, 10_000);
    const scene = await render(svg(VGA, paragraph(4, 30, 60, 8), '#667'));
    const random = randomFrom(5);
    const noisy = Array.from({ length: 8 }, () => withNoise(scene, 4, random));
    const camera = await sharePicture(caller.room, scene, { as: 'camera', fps: 30, maxBitrate: CAMERA_BITS });
    let shown = 0;
    const timer = setInterval(() => void camera.show(noisy[shown++ % noisy.length] ?? scene), 1_000 / 30);
    await eventually('the camera is seen', () => caller.seen.length > 0, { deadlineMs: 20_000 });
    await pause(10_000);
    say(`a camera at 30 frames a second for ${seconds} s`);
    const memoryMb: number[] = [];
    const sampler = setInterval(() => memoryMb.push(pssMb(hosts)), 5_000);
    const share = await coreOf(hosts, seconds * 1_000);
    clearInterval(sampler);
    clearInterval(timer);
    await camera.stop();
    const slope = slopeOf(memoryMb) * 12;
    const [first, last] = [memoryMb[0] ?? Number.NaN, memoryMb.at(-1) ?? Number.NaN];
    return {
      rows: [
        { figure: 'a camera, 640x480 at 30 fps, 700 kbit/s', value: percent(share - bare), aim: '<= 8 %' },
        {
          figure: `memory of the host with it, start / end of ${seconds} s; slope`,
          value: `${first.toFixed(0)} / ${last.toFixed(0)} MB; ${slope.toFixed(2)} MB a minute`,
          aim: 'flat',
        },
      ],
      raw: { bare, share, memoryMb },
    };
  } finally {
    await stack[Symbol.asyncDispose]();
    await reading.stop();
  }
}

const shareOfCore = (root: number, forMs: number): Promise<number> => coreOf(processTree(root), forMs);
async function coreOf(pids: readonly number[], forMs: number): Promise<number> {
  const seconds = () => pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
  const [before, startMs] = [seconds(), performance.now()];
  await pause(forMs);
  return (seconds() - before) / ((performance.now() - startMs) / 1_000);
}
/** Least squares, per sample. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
  return values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0) / spread;
}
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
