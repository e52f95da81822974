/**
 * Documents as a tool: `search` finds passages with where they stand. What an agent file names is kept up to date while
 * the source is open. What the passages say is content of documents, whoever wrote them.
 */
import { z } from 'zod';
import { KNOWLEDGE_LIMITS } from '../../../knowledge/knowledge-api.ts';
import type { KnowledgeService } from '../../../knowledge/knowledge-service.ts';
import type { Source, SourceResult, SourceRun, SourceTool } from '../source.ts';
import type { SourceConfigOf } from '../source-config.ts';
import { foundPassages, SEARCHES_DOCUMENTS } from './found-passages.ts';

type Library = Pick<KnowledgeService, 'search' | 'keep' | 'onChange' | 'documents'>;

const DEADLINE_MS = 3_000;
const PASSAGES = 4;
/** Of the titles that the model is told. */
const MAX_TITLES = 40;
/** Documents that are there from the start are named in the first list, when they are read by then. */
const FIRST_LOOK_MS = 500;

const searchInput = z.object({
  query: z.string().trim().min(1).max(KNOWLEDGE_LIMITS.queryCharacters),
});

export function openKnowledgeSource(
  config: SourceConfigOf<'knowledge'>,
  dependencies: { catalogDir: string; knowledge?: Library | undefined },
): Source {
  const { name, folders, urls } = config;
  const { knowledge } = dependencies;
  if (!knowledge) throw new Error(`${name} needs the knowledge service, which could not be opened.`);
  const kept = knowledge.keep(name, dependencies.catalogDir, folders, urls);
  const roots = [...folders, ...urls];
  const ends: (() => void)[] = [];
  let context: string | undefined;
  return {
    kind: 'knowledge',
    name,
    async list() {
      await Promise.race([kept.first, new Promise((resolve) => setTimeout(resolve, FIRST_LOOK_MS))]);
      const documents = await knowledge.documents(name, KNOWLEDGE_LIMITS.documents, 0);
      const titles = documents
        .filter(({ version, root }) => version !== undefined && (root === undefined || roots.includes(root)))
        .map(({ versions }) => versions[0]?.title ?? '');
      context = titlesText(titles);
      return [searchTool(name)];
    },
    run: (run) => search(knowledge, name, roots, run),
    context: () => context,
    onListChanged(listener) {
      ends.push(knowledge.onChange(name, listener));
    },
    async close() {
      for (const end of ends) end();
      await kept.close();
    },
  };
}

const searchTool = (name: string): SourceTool => ({
  operation: 'search',
  description: `${SEARCHES_DOCUMENTS} (${name}). Use it for every question that they may answer, before you say that you do not know. Ask with the words that matter, such as "parking at the weekend". Then say in your answer which document it stands in.`,
  label: 'Looking in the documents',
  jsonSchema: {
    type: 'object',
    properties: {
      query: { type: 'string', minLength: 1, maxLength: KNOWLEDGE_LIMITS.queryCharacters },
    },
    required: ['query'],
    additionalProperties: false,
  },
  tier: 'read',
  deadlineMs: DEADLINE_MS,
  honoursKey: true,
  informs: ['document'],
});

async function search(library: Library, name: string, roots: string[], run: SourceRun): Promise<SourceResult> {
  const input = searchInput.safeParse(run.input);
  if (run.operation !== 'search' || !input.success)
    return { outcome: 'failed', text: `${name} has one operation: search, with a query.`, noEffect: true };
  try {
    const request = {
      collection: name,
      query: input.data.query,
      limit: PASSAGES,
      roots,
      deadlineMs: DEADLINE_MS / 2,
      ...(run.snapshotId !== undefined && { snapshotId: run.snapshotId }),
    };
    const { passages } = await library.search(request, run.signal);
    return { outcome: 'ok', text: foundPassages(passages) };
  } catch (error) {
    return { outcome: 'broken', text: error instanceof Error ? error.message : String(error), noEffect: true };
  }
}

function titlesText(titles: readonly string[]): string {
  if (titles.length === 0) return 'There are no documents yet.';
  const shown = titles.slice(0, MAX_TITLES).map((title) => `- ${title.replace(/[\p{C}\s]+/gu, ' ').slice(0, 80)}`);
  const more = titles.length - shown.length;
  return ['Documents:', ...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}
