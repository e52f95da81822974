/**
 * `npm run policy -- show|check|simulate`: the rules that agents act under, from the command line, on the same files as
 * the running processes and safe beside them. It changes nothing: rules are stored over the API, by somebody with a name.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { DEFAULT_RULES } from '../../agents/acting/policy/policy.ts';
import type { PolicyRule } from '../../agents/acting/policy/policy-rule.ts';
import { checkRules, effectiveRules, rulesOfFile } from '../../agents/acting/policy/rule-set.ts';
import { Catalog } from '../../agents/catalog/catalog.ts';
import { databaseFiles } from '../../agents/log/database-files.ts';
import { openSqliteEventLog } from '../../agents/log/sqlite/sqlite-event-log.ts';
import { openSqliteRuleSetStore } from '../../agents/log/sqlite/sqlite-rule-set-store.ts';
import { simulate } from '../policy/simulate.ts';
import { dataFolder } from './data-folder.ts';

const USAGE = `Usage: npm run policy -- <command>
  show                                 the rules in force and the history of the stored ones, as JSON
  check     FILE                       whether the rules of a JSON file can be stored
  simulate  FILE [--since 24h] [--until 1h] [--agent NAME]
                                       what they would have said of the calls in the log (spans end in m, h or d)`;

const UNITS_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** Nobody waits behind a command as behind a server. */
const BOUNDS = { maxCalls: 100_000, maxJudged: 1_000_000, deadlineMs: 600_000 };
const HISTORY = 50;
const SHOWN_DIFFERENCES = 20;

export interface CommandIo {
  out(line: string): void;
  error(line: string): void;
}

/** The exit code: 0 done, 1 failed or rules with mistakes, 2 not understood. */
export async function runPolicyCommand(
  args: string[],
  env: Record<string, string | undefined>,
  io: CommandIo,
): Promise<number> {
  let given: ReturnType<typeof readArguments>;
  try {
    given = readArguments(args);
  } catch (error) {
    io.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 2;
  }
  try {
    if (given.command === 'show') return await show(env, io);
    const rules = await rulesIn(given.file, io);
    if (!rules) return 1;
    if (given.command === 'check') {
      io.out(`${rules.length} rules, all of them in order.`);
      return 0;
    }
    return await replay(rules, given, env, io);
  } catch (error) {
    io.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

function readArguments(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { since: { type: 'string' }, until: { type: 'string' }, agent: { type: 'string' } },
  });
  const [command, file, ...rest] = positionals;
  if (rest.length > 0) throw new Error(`${JSON.stringify(rest.join(' '))} is one word too many.`);
  if (command !== 'show' && command !== 'check' && command !== 'simulate')
    throw new Error(command === undefined ? 'Say what to do.' : `There is no command ${JSON.stringify(command)}.`);
  if (command !== 'show' && file === undefined) throw new Error(`${command} needs a JSON file with rules.`);
  return {
    command,
    file: file ?? '',
    sinceMs: spanMs(values.since ?? '24h'),
    untilMs: values.until === undefined ? 0 : spanMs(values.until),
    agent: values.agent,
  };
}

function spanMs(text: string): number {
  const { number, unit } = /^(?<number>\d{1,6})(?<unit>[mhd])$/.exec(text)?.groups ?? {};
  if (unit === 'm' || unit === 'h' || unit === 'd') return Number(number) * UNITS_MS[unit];
  throw new Error(`${JSON.stringify(text)} is no span of time: write 90m, 24h or 7d.`);
}

/** A list of rules, or what GET /api/policy answers. Undefined when they have mistakes, which were told. */
async function rulesIn(file: string, io: CommandIo): Promise<readonly PolicyRule[] | undefined> {
  const text = await readFile(file, 'utf8');
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof written === 'object' && written !== null && 'stored' in written) written = written.stored;
  const checked = checkRules(written);
  if ('rules' in checked) return checked.rules;
  for (const problem of checked.problems) io.error(problem);
  return undefined;
}

const filesOf = (env: Record<string, string | undefined>) =>
  databaseFiles(dataFolder(env.PARLEY_DATA_DIR || undefined).root, env.DATABASE_URL || undefined);

async function agentRules(env: Record<string, string | undefined>, io: CommandIo) {
  const catalog = new Catalog(env.PARLEY_CATALOG || 'agents/catalog', ({ message }) => io.error(message));
  return (await catalog.list()).map(({ definition }) => ({ name: definition.name, rules: rulesOfFile(definition) }));
}

async function show(env: Record<string, string | undefined>, io: CommandIo): Promise<number> {
  const store = await openSqliteRuleSetStore(filesOf(env));
  try {
    const [set, history, agents] = await Promise.all([store.current(), store.history(HISTORY), agentRules(env, io)]);
    const shown = { version: set?.version ?? 0, stored: set?.rules ?? [], product: DEFAULT_RULES, agents, history };
    io.out(JSON.stringify(shown, null, 2));
    return 0;
  } finally {
    await store.close();
  }
}

async function replay(
  rules: readonly PolicyRule[],
  given: ReturnType<typeof readArguments>,
  env: Record<string, string | undefined>,
  io: CommandIo,
): Promise<number> {
  const ofAgents = new Map(
    (await agentRules(env, io)).map(({ name, rules: own }) => [name, effectiveRules(own, rules)]),
  );
  const log = await openSqliteEventLog({ ...filesOf(env), onTrouble: (sentence) => io.error(sentence) });
  try {
    const nowMs = () => Date.now();
    const found = await simulate(
      log,
      { sinceMs: nowMs() - given.sinceMs, untilMs: nowMs() - given.untilMs, agent: given.agent },
      (agent) => ofAgents.get(agent),
      { nowMs, signal: new AbortController().signal, bounds: BOUNDS },
    );
    io.out(
      `${found.judged} calls of tools in ${found.calls} calls: ${found.same} as before, ${found.different} different${found.complete ? '' : '; there were more'}.`,
    );
    for (const [change, times] of Object.entries(found.changes)) io.out(`  ${times} x ${change}`);
    for (const [why, times] of Object.entries(found.notJudged)) io.out(`  ${times} not judged (${why})`);
    for (const { callId, generation, atMs, tool, before, after } of found.differences.slice(0, SHOWN_DIFFERENCES))
      io.out(
        `${new Date(atMs).toISOString()}  ${callId} turn ${generation}  ${tool}: ${before.verdict} (${before.rule ?? 'rule unknown'}) -> ${after.verdict} (${after.rule ?? ''}): ${after.reason}`,
      );
    return 0;
  } finally {
    await log.close();
  }
}

if (import.meta.main) {
  process.exitCode = await runPolicyCommand(process.argv.slice(2), process.env, {
    out: (text) => console.log(text),
    error: (text) => console.error(text),
  });
}
