/** What a level of `bench density` ought to reach, and the sentence that says whether it does. Pure. */

export interface LevelFigures {
  calls: number;
  voiceToVoiceMs: { p50: number; p95: number } | undefined;
  bargeInMs: { p50: number; p95: number } | undefined;
  cpuSecondsPerCallMinute: number;
  idleMb: number;
  /** Over the level before it; undefined at the first, whose warm-up is no call's. */
  addedMbPerCall: number | undefined;
}

/** Up to ten calls, and above. */
const VOICE_TO_VOICE_MS = { few: { p50: 540, p95: 620 }, many: { p50: 600, p95: 700 } };
const MOST_FEW = 10;
const BARGE_IN_MS = { p50: 150, p95: 220 };
const CPU_SECONDS = 3;
const ADDED_MB = 12;
const IDLE_MB = 450;

/** `met`, or what is missed by how much. */
export function verdict(level: LevelFigures): string {
  const { p50, p95 } = level.calls <= MOST_FEW ? VOICE_TO_VOICE_MS.few : VOICE_TO_VOICE_MS.many;
  const missed = [
    over('voice to voice p50', level.voiceToVoiceMs?.p50, p50, 'ms'),
    over('p95', level.voiceToVoiceMs?.p95, p95, 'ms'),
    over('barge-in p50', level.bargeInMs?.p50, BARGE_IN_MS.p50, 'ms'),
    over('p95', level.bargeInMs?.p95, BARGE_IN_MS.p95, 'ms'),
    over('CPU', level.cpuSecondsPerCallMinute, CPU_SECONDS, 's'),
    over('added memory', level.addedMbPerCall ?? 0, ADDED_MB, 'MB'),
    over('idle', level.idleMb, IDLE_MB, 'MB'),
  ].filter((sentence) => sentence !== undefined);
  return missed.length === 0 ? 'met' : `missed: ${missed.join('; ')}`;
}

function over(what: string, found: number | undefined, aim: number, unit: 'ms' | 's' | 'MB'): string | undefined {
  if (found === undefined || Number.isNaN(found)) return `${what} not measured`;
  if (found <= aim) return undefined;
  return `${what} ${unit === 's' ? found.toFixed(1) : Math.round(found)} > ${aim} ${unit}`;
}
