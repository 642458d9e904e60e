import { signal } from '@preact/signals';
import { keepStored, readStored } from '../common/stored.ts';

/** What the reader may choose: as the system has it, or one of the two. */
const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** The page reads this too, before it paints for the first time. */
const THEME_KEY = 'kindred.theme';

function storedTheme(): Theme {
  const stored = readStored('localStorage', THEME_KEY);
  return themes.find((theme) => theme === stored) ?? 'system';
}

/** The reader's choice. */
export const theme = signal<Theme>(storedTheme());

/** Shows the console in this theme, now and after a reload. */
export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  keepStored('localStorage', THEME_KEY, chosen === 'system' ? null : chosen);
  if (chosen === 'system') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = chosen;
  }
}
