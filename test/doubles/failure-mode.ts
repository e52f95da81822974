/**
 * How a double is told, per request, to misbehave: through the name of the model. `double-401`, `double-429`,
 * `double-500`, `double-hang`, `double-die`, `double-die-at-once`, `double-garbage`, `double-empty`,
 * `double-slow-800`, `double-stall`. Any other name behaves. So one running double serves every test at once.
 */

export type FailureMode =
  | { kind: 'none' }
  | { kind: 'status'; status: number }
  | { kind: 'hang' }
  /** Some of the answer, then the socket is destroyed; `atOnce`: nothing of the answer. */
  | { kind: 'die'; atOnce: boolean }
  | { kind: 'garbage' }
  | { kind: 'empty' }
  /** Some of the answer, then nothing more on an open socket. */
  | { kind: 'stall' }
  | { kind: 'slow'; extraMs: number };

export function failureMode(model: string): FailureMode {
  const mode = /^double-([a-z0-9-]+)$/.exec(model)?.[1];
  if (mode === undefined) return { kind: 'none' };
  if (/^[45]\d\d$/.test(mode)) return { kind: 'status', status: Number(mode) };
  const slow = /^slow-(\d+)$/.exec(mode);
  if (slow) return { kind: 'slow', extraMs: Number(slow[1]) };
  switch (mode) {
    case 'hang':
    case 'garbage':
    case 'empty':
    case 'stall':
      return { kind: mode };
    case 'die':
      return { kind: 'die', atOnce: false };
    case 'die-at-once':
      return { kind: 'die', atOnce: true };
    default:
      throw new Error(`the double knows no behaviour ${JSON.stringify(model)}`);
  }
}
