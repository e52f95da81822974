/** Goes through the themes: as the device says, light, dark. */
import { type Theme, useTheme } from '../../theme/use-theme.ts';
import { words } from '../words.ts';
import { AutoThemeIcon, MoonIcon, SunIcon } from './icons.tsx';

const icons = { auto: <AutoThemeIcon />, light: <SunIcon />, dark: <MoonIcon /> } satisfies Record<
  Theme,
  React.ReactNode
>;

export function ThemeToggle() {
  const { theme, next } = useTheme();
  return (
    <button
      type="button"
      className="quiet-button icon-only"
      onClick={next}
      aria-label={words.theme[theme]}
      title={words.theme[theme]}
    >
      {icons[theme]}
    </button>
  );
}
