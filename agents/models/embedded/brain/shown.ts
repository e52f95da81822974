/**
 * What is shown to the call, as the prompt tells it: cameras and screens with their text, files with what stands in
 * them. Pure. Quoted lines are information: nothing else of the prompt is ever read from them.
 */
export interface ShownSource {
  track: 'screen' | 'camera';
  /** The caller's own. */
  mine: boolean;
  lines: readonly string[];
  black: boolean;
  /** A picture went along, so that a model that sees was meant. */
  unread: boolean;
}
export interface ShownFile {
  name: string;
  /** "a table of 12 rows and 3 columns." */
  what: string;
  lines: readonly string[];
}
export interface Shown {
  sources: readonly ShownSource[];
  files: readonly ShownFile[];
}

const QUOTED = /^> ?/;
const SOURCE = /^(The caller's|Another participant's) (screen|camera)\b(.*)$/;
const FILE = /^(.+?): (a (?:document|table|picture) .*)$/;
const LEFT_OUT = /^\[(?:\d+ more characters|page \d+\] ?$)/;

export function shownInPrompt(system: string): Shown {
  const sources: (ShownSource & { lines: string[] })[] = [];
  const files: (ShownFile & { lines: string[] })[] = [];
  let section: 'seen' | 'files' | undefined;
  for (const line of system.split('\n')) {
    if (/^# /.test(line)) {
      section = /^# What you can see now$/.test(line) ? 'seen' : /^# Files/.test(line) ? 'files' : undefined;
      continue;
    }
    if (section === undefined) continue;
    if (QUOTED.test(line)) {
      const text = line.replace(QUOTED, '').trim();
      const into = section === 'seen' ? sources.at(-1) : files.at(-1);
      if (text !== '' && !LEFT_OUT.test(text)) into?.lines.push(text.replace(/^\[page \d+\] /, ''));
    } else if (section === 'seen') {
      const [, whose, track, rest = ''] = SOURCE.exec(line) ?? [];
      if (track === 'screen' || track === 'camera')
        sources.push({
          track,
          mine: whose === "The caller's",
          lines: [],
          black: /all black/.test(rest),
          unread: /not been read yet|nothing has been seen/.test(rest),
        });
    } else {
      const [, name, what] = FILE.exec(line) ?? [];
      if (name !== undefined && what !== undefined) files.push({ name, what, lines: [] });
    }
  }
  return { sources, files };
}

/** The prompt without the words of others. */
export const withoutQuoted = (system: string): string =>
  system
    .split('\n')
    .filter((line) => !QUOTED.test(line))
    .join('\n');
