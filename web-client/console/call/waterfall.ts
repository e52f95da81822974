/**
 * Where the bars of a turn's stages stand. Only their lengths were measured: hearing begins with the silence, the others
 * are placed backwards from the first sound of the answer, each ending where the next one began. Pure.
 */
export interface Bar {
  stage: string;
  startMs: number;
  lengthMs: number;
}

/** In the order in which one waits for them. */
const BEFORE_THE_EAR = ['recall', 'plan.first_clause', 'speak.first_byte'] as const;

export function waterfall(stagesMs: Readonly<Record<string, number>>): { bars: Bar[]; totalMs: number } {
  const heardMs = Math.max(stagesMs['hear.endpoint'] ?? 0, stagesMs['hear.final'] ?? 0);
  const waited = BEFORE_THE_EAR.map((stage) => stagesMs[stage] ?? 0).reduce((sum, ms) => sum + ms, 0);
  const earMs = stagesMs['turn.ear'] ?? heardMs + waited;
  const bars: Bar[] = [];
  const put = (stage: string, startMs: number): void => {
    const lengthMs = stagesMs[stage];
    if (lengthMs !== undefined) bars.push({ stage, startMs: Math.max(0, startMs), lengthMs });
  };
  put('hear.endpoint', 0);
  put('hear.final', 0);
  const firstByteMs = earMs - (stagesMs['speak.first_byte'] ?? 0);
  const clauseMs = firstByteMs - (stagesMs['plan.first_clause'] ?? stagesMs['plan.first_token'] ?? 0);
  put('recall', clauseMs - (stagesMs.recall ?? 0));
  put('act.tool', clauseMs - (stagesMs['act.tool'] ?? 0));
  put('plan.first_token', clauseMs);
  put('plan.first_clause', clauseMs);
  put('speak.first_byte', firstByteMs);
  put('turn.ear', 0);
  put('speak.playout', earMs);
  const placed = new Set(bars.map(({ stage }) => stage));
  for (const stage of Object.keys(stagesMs)) if (!placed.has(stage)) put(stage, 0);
  /* Speaking lasts as long as what is said: it would make the wait, which is what counts, too small to see. */
  const totalMs = Math.max(
    1,
    ...bars.filter(({ stage }) => stage !== 'speak.playout').map((bar) => bar.startMs + bar.lengthMs),
  );
  return { bars, totalMs };
}
