/** The sentences about what agents do: tools, rules and tasks. words.ts has them with all others. */
export const count = (many: number, one: string, more: string): string => `${many} ${many === 1 ? one : more}`;
export const decisions = {
  approved: 'Approved',
  refused: 'Refused',
  expired: 'Expired',
  withdrawn: 'Withdrawn',
} as const;

export const toolsWords = {
  title: 'Tools and kill switches',
  lead: 'A switch holds at once, in running calls too: what runs is stopped, and the agent is told the reason.',
  byTier: 'By what they may do',
  tiers: { read: 'Reads', 'write-constrained': 'Writes for this caller', 'write-broad': 'Writes beyond this caller' },
  tierHints: {
    read: 'Looks things up and changes nothing.',
    'write-constrained': 'Changes what belongs to the caller.',
    'write-broad': 'Changes what others depend on.',
  },
  sources: 'Sources',
  functions: 'Functions',
  functionsHint: 'The tools written in agent files.',
  kinds: {
    mcp: 'MCP server',
    openapi: 'OpenAPI service',
    sql: 'Database',
    knowledge: 'Documents',
    function: 'Agent files',
  },
  states: { up: 'Up', down: 'Down', off: 'Off' },
  each: 'Each tool',
  noneRan: 'No tool of a source has run yet.',
  neverRan: 'Has not run yet.',
  ran: (runs: number, failures: number) => `${count(runs, 'run', 'runs')}, ${failures} failed`,
  p95: (time: string) => `95 of 100 within ${time}`,
  breakers: { closed: 'Healthy', 'half-open': 'Being tried again', open: 'Paused after failures' },
  off: 'Off',
  setBy: (by: string) => `by ${by}`,
  switchOff: 'Switch off',
  switchOn: 'Switch on',
  byName: 'Switch off a tool by its name',
  nameMissing: 'Write the name of the tool first.',
  offTitle: (what: string) => `Switch off “${what}”?`,
  onTitle: (what: string) => `Switch “${what}” on again?`,
  offText: 'It stops at once, in running calls too.',
  onText: 'Agents can use it again from now on.',
  reason: 'Reason, told to the agent',
} as const;

export const policyWords = {
  title: 'Policy',
  lead: 'Whether a tool may run. The strictest rule that matches decides, and what no rule allows is denied.',
  version: (version: number) => (version === 0 ? 'Nothing stored yet' : `Version ${version}`),
  stored: 'Stored rules',
  none: 'No rules are stored. Those of the product and of agent files hold.',
  product: 'Always in force',
  ofAgent: (name: string) => `In the file of ${name}`,
  verdicts: { allow: 'Allow', deny: 'Deny', escalate: 'Ask a person' },
  onTrial: 'On trial',
  when: 'When',
  edit: 'Change the stored rules',
  field: 'Rules as JSON',
  example: 'What a rule looks like',
  exampleHint:
    'All conditions of “when” must match; a * at the end of a name is any rest. With "shadow": true a rule is judged and written down, but not obeyed.',
  notList: 'Rules are a list of objects: [{"name": …}, …].',
  note: 'Why, for whoever reads the history',
  noteMissing: 'Write why first, for whoever reads the history.',
  store: 'Store as a new version',
  storedAs: (version: number) => `Stored as version ${version}. It holds within seconds, in running calls too.`,
  overtaken: (version: number) =>
    `Somebody stored version ${version} meanwhile. Cancel, and begin from the rules as they are now.`,
  simulate: 'Try on the last 24 hours',
  simulated: (judged: number, calls: number, different: number, complete: boolean) =>
    `${count(judged, 'use of a tool', 'uses of tools')} in ${count(calls, 'call', 'calls')}: ${different === 0 ? 'none would be judged otherwise' : `${different} would be judged otherwise`}.${complete ? '' : ' There was more than could be looked through; the oldest are missing.'}`,
  becomes: 'becomes',
  shadow: 'On trial, in the last 24 hours',
  times: (many: number) => `would have decided otherwise ${count(many, 'time', 'times')}`,
  history: 'History',
  present: 'in force',
  backTitle: (version: number) => `Go back to version ${version}?`,
  backText: 'Its rules are stored as a new version and hold within seconds.',
} as const;

/** `operator:anna` -> `, by anna`; of what the engine does by itself nothing is said. */
function byActor(actor: string): string {
  const [kind, name] = actor.split(/:(.*)/s);
  if (kind === 'engine') return '';
  if (kind === 'call') return ', by the call';
  return kind === 'key' ? `, by the API key ${name}` : `, by ${name ?? kind}`;
}

export const tasksWords = {
  title: 'Tasks',
  filter: 'State',
  any: 'Any',
  none: 'There are no tasks here.',
  back: 'Back to all tasks',
  states: {
    RECEIVED: 'Received',
    PLANNED: 'Planned',
    EXECUTING: 'Working',
    WAITING_FOR_TOOL: 'Waiting',
    VALIDATING: 'Checking',
    COMPLETED: 'Completed',
    FAILED: 'Failed',
    ESCALATED: 'Needs a person',
  },
  origins: { call: 'from a call', api: 'over the API', webhook: 'by a webhook', alert: 'by an alert' },
  priorities: { low: 'low priority', normal: 'normal priority', high: 'high priority' },
  origin: 'Started',
  begun: 'Since',
  attempt: (attempt: number) => `attempt ${attempt}`,
  log: 'What happened',
  details: 'Details',
  cancel: 'Call it off',
  cancelTitle: 'Call this task off?',
  cancelText: 'It stops, and what it did is taken back where that can be done.',
  cancelling: 'It is being called off.',
  resolve: 'Take it further',
  resolveText: 'What the caller is told, or what the planner should know',
  resolveFailed: 'What the planner should know for another attempt',
  textMissing: 'Write the text first.',
  decisions: { complete: 'Complete it with this', return: 'Have it planned anew', fail: 'Fail it with this' },
  resolved: 'Done.',
  entries: {
    transition: (state: string, actor: string, reason: string | undefined) =>
      `${state}${byActor(actor)}${reason === undefined || reason === '' ? '' : `: ${reason}`}`,
    planned: (attempt: number) => `A plan was made (attempt ${attempt}).`,
    intended: (step: string, tool: string) => `${step}: ${tool} is about to run.`,
    judged: (tool: string, verdict: string, reason: string) => `${tool}: ${verdict.toLowerCase()}. ${reason}`,
    approvalAsked: (tool: string) => `${tool} waits for an approval.`,
    approvalDecided: (tool: string, decision: keyof typeof decisions, reason: string | undefined) =>
      `${tool}: ${decisions[decision].toLowerCase()}${reason === undefined || reason === '' ? '.' : `: ${reason}`}`,
    finished: (tool: string, outcome: string, reused: boolean) =>
      `${tool}: ${outcome.toLowerCase()}${reused ? ', as it was done before' : ''}.`,
    failing: (reason: string) => `It cannot be finished: ${reason}`,
    undoing: (tool: string) => `${tool} is being taken back.`,
    spent: (input: number, output: number, cost: number | undefined) =>
      `A model read ${input} and wrote ${output} tokens${cost === undefined ? '' : `, $${cost.toFixed(4)}`}.`,
    summarised: (text: string) => `To be told: ${text}`,
  },
} as const;
