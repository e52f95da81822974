/** Asks the server which agents may be called. Rejects when the server does not say. */
const DEADLINE_MS = 5_000;

export interface CatalogAgent {
  name: string;
  title: string;
  description: string;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function catalogAgent(value: unknown): CatalogAgent[] {
  if (typeof value !== 'object' || value === null || !('name' in value)) return [];
  const name = text(value.name);
  if (name === '') return [];
  const title = 'title' in value ? text(value.title) : '';
  return [
    { name, title: title === '' ? name : title, description: 'description' in value ? text(value.description) : '' },
  ];
}

export async function fetchAgents(signal: AbortSignal): Promise<CatalogAgent[]> {
  const response = await fetch('/api/agents', { signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]) });
  if (!response.ok) throw new Error(`The server answered with status ${response.status} when asked for its agents.`);
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null || !('agents' in body) || !Array.isArray(body.agents)) return [];
  return body.agents.flatMap(catalogAgent);
}
