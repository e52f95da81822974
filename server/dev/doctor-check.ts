/** One thing the doctor looks at, and how its finding reads. */

export interface Finding {
  name: string;
  state: 'ok' | 'advice' | 'broken';
  /** What was found, or what to do. */
  text: string;
}

export const ok = (name: string, text: string): Finding => ({ name, state: 'ok', text });
/** Works, but less well than it could. */
export const advice = (name: string, text: string): Finding => ({ name, state: 'advice', text });
/** Without this no call is answered. */
export const broken = (name: string, text: string): Finding => ({ name, state: 'broken', text });

const MARK = { ok: 'ok   ', advice: 'could', broken: 'TO DO' } as const;

/** One line, whatever is in the text. */
export const findingLine = ({ name, state, text }: Finding): string =>
  `${MARK[state]}  ${name.padEnd(16)} ${text.replace(/\s*\n\s*/g, ' ')}`;
