/** The prompt of one turn: what memory has to say by now and what is shown, put into the agent's prompt. Notes nothing before the commit. */
import { realClock } from '../../media/clock.ts';
import { WRITTEN_BY_ANYBODY } from '../acting/policy/policy.ts';
import type { CallServices } from '../acting/toolbox/host-toolbox.ts';
import type { CallEventBody } from '../log/events.ts';
import { marked, type ProvenanceSource } from '../observation/schema.ts';
import { loadPrompt } from '../planning/prompt.ts';
import { fillPrompt, type PromptFacts } from './prompt-context.ts';
import type { RecallAhead } from './recall-ahead.ts';
import type { Prompted } from './reply.ts';
import type { ShownToTurn } from './showing.ts';
import type { TurnTimes } from './turn-times.ts';

export interface TurnQuestion {
  text: string;
  source: 'speech' | 'typed';
  times: TurnTimes;
  atCommit(event: (generation: number) => CallEventBody): void;
}

export async function turnPrompt(
  { text, source, times, atCommit }: TurnQuestion,
  recall: RecallAhead | undefined,
  shown: Promise<ShownToTurn>,
  services: CallServices | undefined,
  notes: { route: string; whispered: string },
  facts: Omit<PromptFacts, 'memories' | 'shown'>,
): Promise<Prompted> {
  let memories: string[] = [];
  let kept: ProvenanceSource[] = [];
  if (recall) {
    times.mark('recallAsked', realClock.nowMs());
    const { lines, answer } = await recall.lines(text, source);
    times.mark('recallAnswered', realClock.nowMs());
    memories = lines;
    kept = (answer?.items ?? []).map(({ record }) => record.provenance.source);
    if (answer)
      atCommit((generation) => ({
        type: 'recalled',
        generation,
        query: marked(text),
        ranking: answer.ranking,
        recordIds: answer.items.map((item) => item.record.id),
        ...(answer.degraded ? { degraded: answer.degraded } : {}),
      }));
  }
  const { section, pictures, informedBy } = await shown;
  const shownAndServices = [section, services?.section() ?? '', notes.route, notes.whispered]
    .filter((part) => part !== '')
    .join('\n\n');
  const servicesSay = services?.fromStrangers ? [services.section()] : [];
  const provenance = new Set(informedBy);
  if (memories.length > 0) {
    provenance.add('memory');
    for (const source of kept) if (WRITTEN_BY_ANYBODY.includes(source)) provenance.add(source);
  }
  if (notes.whispered !== '') provenance.add('operator');
  if (services?.fromStrangers) provenance.add('tool');
  return {
    system: fillPrompt(loadPrompt(facts.agent.prompt), { ...facts, memories, shown: shownAndServices }),
    pictures,
    informedBy: [...provenance],
    content: [section, ...memories],
    servicesSay,
  };
}
