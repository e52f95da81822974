/** Which of the switches hold now. Pure. */
import type { z } from 'zod';
import type { toolsReply } from '../../../server/api/tools.ts';

export type Tools = z.infer<typeof toolsReply>;
export type Switch = Tools['switches'][number];
export type SwitchKind = Switch['kind'];

/** A switch that somebody wants to set, under the name that stands on the page. */
export interface AskedSwitch {
  kind: SwitchKind;
  name: string;
  label: string;
  off: boolean;
}

export const switchOf = (switches: readonly Switch[], kind: SwitchKind, name: string): Switch | undefined =>
  switches.find((one) => one.kind === kind && one.name === name);

export const isOff = (switches: readonly Switch[], kind: SwitchKind, name: string): boolean =>
  switchOf(switches, kind, name)?.off === true;

/** Tools that ran, and those that were switched although they never ran, by name. */
export function toolNames({ tools, switches }: Pick<Tools, 'tools' | 'switches'>): string[] {
  const names = [
    ...tools.map(({ tool }) => tool),
    ...switches.filter(({ kind }) => kind === 'tool').map(({ name }) => name),
  ];
  return [...new Set(names)].sort((one, other) => one.localeCompare(other));
}
