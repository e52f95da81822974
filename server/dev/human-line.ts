/** One line of a process's log as a person reads it. Pure; the log file keeps the original. */

export interface HumanLine {
  /** pino's number: 30 info, 40 warn, 50 error, 60 fatal. */
  level: number;
  text: string;
}

const HIDDEN = new Set(['level', 'time', 'pid', 'hostname', 'msg', 'name', 'v', 'err']);

/** undefined for a line that is not one of pino's. */
export function humanLine(line: string): HumanLine | undefined {
  if (!line.startsWith('{')) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null || !('level' in parsed) || typeof parsed.level !== 'number')
    return undefined;
  const message = 'msg' in parsed && typeof parsed.msg === 'string' ? parsed.msg : '';
  const error =
    'err' in parsed && typeof parsed.err === 'object' && parsed.err !== null && 'message' in parsed.err
      ? String(parsed.err.message)
      : '';
  const facts = Object.entries(parsed)
    .filter(([key, value]) => !HIDDEN.has(key) && ['string', 'number', 'boolean'].includes(typeof value))
    .map(([key, value]) => `${key}=${String(value)}`);
  const said = error && !message.includes(error) ? [message, error].filter(Boolean).join(': ') : message;
  return { level: parsed.level, text: [said, ...facts].filter(Boolean).join(' ') };
}
