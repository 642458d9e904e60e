import type { ComponentChildren } from 'preact';

interface ScrollerProps {
  /** What is inside, for readers of the screen. */
  readonly label: string;
  readonly children: ComponentChildren;
}

/** Holds what may be wider than the window, such as a table. It scrolls by itself, by keyboard too. */
export function Scroller({ label, children }: ScrollerProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="scroller" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
