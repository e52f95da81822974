/** What PostgreSQL's own plan of a statement touches: relations by schema and name, and whether it changes rows. Pure. */
import { z } from 'zod';

export interface PlanFacts {
  relations: { schema: string; name: string }[];
  modifies: boolean;
  /** A node that reads something which the plan does not name. */
  unnamed: string | undefined;
}

const node = z.looseObject({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  Schema: z.string().optional(),
});

export function planFacts(plan: unknown): PlanFacts {
  const facts: PlanFacts = { relations: [], modifies: false, unnamed: undefined };
  const waiting: unknown[] = [plan];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null) continue;
    waiting.push(...Object.values(value));
    const relation = 'Relation Name' in value ? value['Relation Name'] : undefined;
    const schema = 'Schema' in value ? value.Schema : undefined;
    if (typeof relation === 'string') {
      facts.relations.push({ name: relation, schema: typeof schema === 'string' ? schema : '' });
    }
    const { data } = node.safeParse(value);
    if (!data) continue;
    if (data['Node Type'] === 'ModifyTable') facts.modifies = true;
    const readsAfar = data['Node Type'] === 'Foreign Scan' || data['Node Type'] === 'Custom Scan';
    if (readsAfar && data['Relation Name'] === undefined) facts.unnamed ??= data['Node Type'];
  }
  return facts;
}
