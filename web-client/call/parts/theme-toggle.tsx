/** Light, dark, or as the device says; kept between visits. The colours themselves follow `data-theme` in CSS. */
import { useEffect, useState } from 'react';
import { words } from '../words.ts';
import { AutoThemeIcon, MoonIcon, SunIcon } from './icons.tsx';

const STORED = 'parley.theme';
const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const icons = { auto: <AutoThemeIcon />, light: <SunIcon />, dark: <MoonIcon /> } satisfies Record<
  Theme,
  React.ReactNode
>;

function stored(): Theme {
  try {
    const value = localStorage.getItem(STORED);
    return THEMES.find((theme) => theme === value) ?? 'auto';
  } catch {
    return 'auto';
  }
}

function show(theme: Theme): void {
  if (theme === 'auto') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.dataset.theme = theme;
}

/* Before anything is drawn, so that a dark page does not begin with a white flash. */
show(stored());

export function ThemeToggle() {
  const [theme, setTheme] = useState(stored);
  useEffect(() => {
    show(theme);
    try {
      localStorage.setItem(STORED, theme);
    } catch {
      /* The choice then lasts for this page. */
    }
  }, [theme]);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
  return (
    <button
      type="button"
      className="quiet-button icon-only"
      onClick={() => setTheme(next)}
      aria-label={words.theme[theme]}
      title={words.theme[theme]}
    >
      {icons[theme]}
    </button>
  );
}
