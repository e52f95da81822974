/** `bench turn`: one call at a time, ours and the peer's by turns in the same run, on the same doubles. */
import { startLivekit } from '../support/worker-stack.ts';
import type { BenchStack } from './bench-stack.ts';
import { type Doubles, startDoubles } from './doubles-process.ts';
import { startOurStack } from './our-stack.ts';
import { startPeerStack } from './peer-stack.ts';
import { figures, show } from './percentiles.ts';
import type { BenchOptions, BenchReport } from './report.ts';
import { noSamples, type TurnSamples, turnCall } from './turn-call.ts';
import { turnPlan } from './turn-plan.ts';

/** First token, the first word, first byte of speech after a recogniser that answers at once: nobody can be faster. */
const PROVIDERS_ALONE_MS = 550;

export async function turnBench(options: BenchOptions): Promise<BenchReport> {
  const size = options.quick ? { questions: 3, paused: 3, noises: 1 } : { questions: 10, paused: 10, noises: 2 };
  const { rounds } = options;
  const plan = await turnPlan(size);
  await using stack = new AsyncDisposableStack();
  const livekit = await startLivekit();
  stack.defer(() => livekit.stop());
  const doubles: Doubles = await startDoubles({
    hear: plan.hear,
    replies: plan.replies,
    finalizeMs: options.finalizeMs,
  });
  stack.defer(() => doubles.stop());
  const addresses = { livekit: livekit.server, deepgram: doubles.deepgram, openai: doubles.openai };
  const ours = await startOurStack(addresses);
  stack.defer(() => ours.stop());
  const stacks: BenchStack[] = [ours];
  if (options.peer) {
    const peer = await startPeerStack(addresses);
    stack.defer(() => peer.stop());
    stacks.push(peer);
  }
  const samples = new Map(stacks.map((each) => [each.name, noSamples()]));
  for (let round = 0; round < rounds; round += 1)
    for (const each of stacks) {
      options.say(`round ${round + 1} of ${rounds}: ${each.name}`);
      const into = samples.get(each.name);
      if (into)
        await turnCall(livekit.server, each, plan.steps, into).catch((error: unknown) => {
          throw new Error(`${String(error)} ${each.name} said:\n${each.output().slice(-2_000)}`);
        });
    }
  for (const each of stacks)
    if (each.output().trim() !== '') options.say(`${each.name} said:\n${each.output().slice(-2_000)}`);
  return {
    bench: 'turn',
    rows: [...samples].map(([name, each]) => ({ stack: name, ...rowOf(each) })),
    notes: [`The providers alone take ${PROVIDERS_ALONE_MS} ms in a row.`, ...stageNote(samples.get('parley'))],
    raw: Object.fromEntries(samples),
  };
}

function rowOf(samples: TurnSamples): Record<string, string | number> {
  return {
    'voice to voice p50 / p95, ms': show(figures(samples.voiceToVoiceMs)),
    'the same, requests': show(figures(samples.requestVoiceToVoiceMs)),
    'barge-in p50 / p95, ms': show(figures(samples.bargeInMs)),
    'false ends of turn': `${samples.falseEnds} of ${samples.pausedUtterances}`,
    'pause for a cough, ms': show(figures(samples.coughPauseMs)),
    'pause for "mm-hm", ms': show(figures(samples.backchannelPauseMs)),
    'missing / early / not stopped / cut by a noise': `${samples.missing} / ${samples.early} / ${samples.notStopped} / ${samples.cutByNoise}`,
    'join to greeting, ms': show(figures(samples.joinToGreetingMs)),
  };
}

/** Where our time goes, by the agent's own clock. */
function stageNote(samples: TurnSamples | undefined): string[] {
  const names = new Set(samples?.stageTimes.flatMap((times) => Object.keys(times)) ?? []);
  const parts = [...names].map((name) => {
    const { p50 } = figures(samples?.stageTimes.flatMap((times) => times[name] ?? []) ?? []);
    return `${name} ${p50}`;
  });
  return parts.length === 0 ? [] : [`Stages of our answers, p50 in ms: ${parts.join(', ')}.`];
}
