import { signal } from '@preact/signals';

/** What the reader may choose: as the system has it, or one of the two. */
const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** The page reads this too, before it paints for the first time. */
const THEME_KEY = 'kindred.theme';

function storedTheme(): Theme {
  const stored = localStorage.getItem(THEME_KEY);
  return themes.find((theme) => theme === stored) ?? 'system';
}

/** The reader's choice. */
export const theme = signal<Theme>(storedTheme());

/** Shows the console in this theme, now and after a reload. */
export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  if (chosen === 'system') {
    localStorage.removeItem(THEME_KEY);
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem(THEME_KEY, chosen);
    document.documentElement.dataset.theme = chosen;
  }
}
