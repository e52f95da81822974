/** Light, dark, or as the device says; kept between visits. The colours themselves follow `data-theme` in CSS. */
import { useEffect, useState } from 'react';

const STORED = 'parley.theme';
const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

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

/** The theme, and what goes on to the next one. */
export function useTheme(): { theme: Theme; next: () => void } {
  const [theme, setTheme] = useState(stored);
  useEffect(() => {
    show(theme);
    try {
      localStorage.setItem(STORED, theme);
    } catch {
      /* The choice then lasts for this page. */
    }
  }, [theme]);
  return { theme, next: () => setTheme(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto') };
}
