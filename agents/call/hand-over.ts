/**
 * Who has the call next: gives it to a specialist that the agent's file names, and back to the one before. The
 * conversation goes on; voice, instructions, tools, rules and memory are the new agent's. Decides nothing.
 */
import type { CatalogEntry } from '../catalog/catalog.ts';
import type { CallEvent, CallEventBody } from '../log/events.ts';
import type { ChatMessage } from '../models/interfaces.ts';
import { marked } from '../observation/schema.ts';
import { usedTool } from '../planning/used-tool.ts';
import type { CurrentAgent } from './current-agent.ts';
import type { Report } from './reports.ts';

export interface HandOverOptions {
  agent: CurrentAgent;
  catalog: { get(name: string): Promise<CatalogEntry> };
  /** What happened before this host had the call. */
  history: readonly CallEvent[];
  note(event: CallEventBody): void;
  /** The new agent begins to speak when the floor is free. */
  tell(report: Report): void;
  /** Another agent has the call: whatever was made for the one before is void. */
  onChanged(): void;
  warn(facts: object, message: string): void;
}
/** People who are sent in circles hang up. */
const MAX_CHANGES = 12;

export class HandOver {
  readonly #options: HandOverOptions;
  /** Agents of the catalog that may be next, read ahead: a turn does not wait for a file. */
  readonly #ready = new Map<string, CatalogEntry>();
  readonly #before: string[];
  #changes: number;
  #inTurn = false;

  constructor(options: HandOverOptions) {
    this.#options = options;
    this.#before = agentsBefore(options.history);
    this.#changes = options.history.filter(({ type }) => type === 'agent.changed').length;
    this.#warm();
  }

  /** Another agent was given the call in the turn at hand: the rest of that turn is theirs. */
  get happened(): boolean {
    return this.#inTurn;
  }
  /** A turn is over, and the next one is answered by whoever has the call now. */
  turnBegins(): void {
    this.#inTurn = false;
  }

  /** For the agent's tool. Rejects with a sentence for the model. */
  async to(name: string, reason: string): Promise<string> {
    const { agent } = this.#options;
    if (!agent.definition.specialists.some((specialist) => specialist.agent === name))
      throw new Error(`${agent.definition.name} may not hand over to ${JSON.stringify(name)}.`);
    return this.#told(await this.#entry(name), reason, false);
  }
  /** For the agent's tool: gives the call to who had it before. Rejects with a sentence for the model. */
  async back(reason: string): Promise<string> {
    const name = this.#before.at(-1);
    if (name === undefined) throw new Error('Nobody had this call before.');
    return this.#told(await this.#entry(name), reason, true);
  }
  /**
   * At once, before a turn is answered: what the new agent is given before it answers. Undefined when it cannot be
   * done at once; the agent at hand answers then.
   */
  now(name: string, reason: string): readonly ChatMessage[] | undefined {
    const entry = this.#ready.get(name);
    if (!entry || this.#changes >= MAX_CHANGES) return undefined;
    const from = this.#change(entry, reason, false);
    return givenTo(entry, from, reason, false);
  }

  #told(entry: CatalogEntry, reason: string, back: boolean): string {
    if (this.#changes >= MAX_CHANGES)
      throw new Error('This call was handed on often enough: help the caller yourself.');
    const from = this.#change(entry, reason, back);
    this.#inTurn = true;
    this.#options.tell({
      text: 'The call was handed to you. Say who you are, and go on with what the caller wants.',
      given: givenTo(entry, from, reason, back),
    });
    return `${entry.definition.title} has the call now and goes on. Say nothing more.`;
  }
  #change(entry: CatalogEntry, reason: string, back: boolean): string {
    const { agent, note, onChanged } = this.#options;
    const from = agent.definition.name;
    if (back) this.#before.pop();
    else this.#before.push(from);
    this.#changes += 1;
    agent.become(entry, this.#before.at(-1));
    note({
      type: 'agent.changed',
      from,
      to: entry.definition.name,
      agentVersion: entry.version,
      reason: marked(reason),
    });
    onChanged();
    this.#warm();
    return from;
  }
  async #entry(name: string): Promise<CatalogEntry> {
    return this.#ready.get(name) ?? (await this.#options.catalog.get(name));
  }
  #warm(): void {
    const { agent, catalog, warn } = this.#options;
    for (const { agent: name } of agent.definition.specialists) {
      if (this.#ready.has(name)) continue;
      catalog.get(name).then(
        (entry) => this.#ready.set(name, entry),
        (error: unknown) => warn({ agent: name, error: String(error) }, 'a specialist is not in the catalog'),
      );
    }
  }
}

/** Who had the call before who has it now, the latest last. Pure. */
export function agentsBefore(history: readonly CallEvent[]): string[] {
  const before: string[] = [];
  for (const event of history) {
    if (event.type !== 'agent.changed') continue;
    if (before.at(-1) === event.to) before.pop();
    else before.push(event.from);
  }
  return before;
}

/** As if the new agent had been told by a tool: its words are nobody's order. */
function givenTo({ definition }: CatalogEntry, from: string, reason: string, back: boolean): readonly ChatMessage[] {
  const { title, name, lines } = definition;
  const tool = back ? 'return_to' : 'hand_over';
  const id = `given-${tool}-${name}`;
  const opening = (back ? lines.back : lines.takesOver).replaceAll('{title}', title);
  const content = [
    `You are ${title} (${name}) and have the call now; ${from} ${back ? 'gives it back to you' : 'hands it to you'}.`,
    `Why: ${JSON.stringify(reason)}`,
    `Begin with one short line such as: ${opening}`,
  ].join('\n');
  return usedTool(id, tool, JSON.stringify({ agent: name, reason }), content);
}
