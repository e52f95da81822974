/** The console's addresses and what each shows. Pure. */
export const SCREENS = ['live', 'review', 'calls', 'tasks', 'memory', 'tools', 'policy'] as const;
export type Screen = (typeof SCREENS)[number];

export interface Place {
  screen: Screen | 'unknown';
  /** Which call, approval, task or user; undefined: the list. */
  id: string | undefined;
}

export function placeOf(pathname: string): Place {
  const [, first, second, ...rest] = pathname.replace(/\/+$/, '').split('/');
  const [third, ...more] = rest;
  if (first !== 'console' || more.length > 0) return { screen: 'unknown', id: undefined };
  if (second === undefined) return { screen: 'live', id: undefined };
  const screen = SCREENS.find((name) => name === second);
  if (screen === undefined) return { screen: 'unknown', id: undefined };
  return { screen, id: third === undefined ? undefined : decoded(third) };
}

export const addressOf = (screen: Screen, id?: string): string =>
  `/console${screen === 'live' && id === undefined ? '' : `/${screen}`}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
