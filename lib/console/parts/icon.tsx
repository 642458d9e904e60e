/** The drawings, as paths in a square of 24, drawn with lines of 1.75. */
const drawings = {
  explore: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.5 20 20',
  map: 'M5 7.5a1.5 1.5 0 1 0 3 0 1.5 1.5 0 0 0-3 0ZM14 5.5a1.5 1.5 0 1 0 3 0 1.5 1.5 0 0 0-3 0ZM10 13a2 2 0 1 0 4 0 2 2 0 0 0-4 0ZM4.5 17.5a1.5 1.5 0 1 0 3 0 1.5 1.5 0 0 0-3 0ZM16.5 18a1.5 1.5 0 1 0 3 0 1.5 1.5 0 0 0-3 0Z',
  runs: 'M4 18c3 0 3.5-12 7-12s3 8 9 8M4 21h16',
  quality: 'M4 20V10M10 20V4M16 20v-7M21 20H3',
  data: 'M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3ZM4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h10v11H9ZM5 15V4h10',
  check: 'M5 12.5 10 17 19 7',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  retry: 'M19 12a7 7 0 1 1-2-5M19 3v5h-5',
  warning: 'M12 4 2.5 20h19ZM12 10v4.5M12 17.2v.3',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 11v5.5M12 7.5v.3',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.8 1.8M17.2 17.2 19 19M19 5l-1.8 1.8M6.8 17.2 5 19',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z',
  screen: 'M3 5h18v11H3ZM9 20h6M12 16v4',
  key: 'M8 11.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM10.5 12.5 20 3M16 7l3 3',
  chevron: 'M8 10l4 4 4-4',
  filter: 'M4 6h16M7 12h10M10 18h4',
  download: 'M12 4v11M7 10.5l5 5 5-5M5 20h14',
  lasso:
    'M7 15.5c-2.5-1-4-2.8-4-5C3 6.8 7 4 12 4s9 2.8 9 6.5-4 6.5-9 6.5c-1 0-2 0-2.8-.3M7 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM7 19c0 1.2-.6 2-2 2.5',
  compare: 'M8 4v16M16 4v16M3 9l5-5M21 15l-5 5',
} as const;

export type IconName = keyof typeof drawings;

/** A small drawing beside a text, which says the same: readers of the screen do not hear it. */
export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={drawings[name]} />
    </svg>
  );
}
