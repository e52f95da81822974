/** Which kill switch a tool falls under, and the sentence a model is told. Pure. */
import type { Tier } from '../tool.ts';
import type { KillSwitch } from './toolbox-api.ts';

export interface Switchable {
  tool: string;
  /** The class that is switched as a whole: a source's name; functions of the agent itself are `function`. */
  source: string;
  tier: Tier;
}

/** The switch that is off for it, the narrowest first. */
export function switchedOff(subject: Switchable, switches: readonly KillSwitch[]): KillSwitch | undefined {
  const off = (kind: KillSwitch['kind'], name: string) =>
    switches.find((one) => one.off && one.kind === kind && one.name === name);
  return off('tool', subject.tool) ?? off('source', subject.source) ?? off('tier', subject.tier);
}

export function offSentence(tool: string, off: KillSwitch): string {
  const what = {
    tool: tool,
    source: `Everything of ${off.name}, ${tool} among it,`,
    tier: `Every ${off.name} tool, ${tool} among them,`,
  }[off.kind];
  const why = off.reason === '' ? '' : ` (${off.reason})`;
  return `${what} was switched off by an operator${why}. Do not try it again; say that it is not possible now.`;
}
