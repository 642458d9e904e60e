import type { ComponentChildren } from 'preact';
import type { Outcome } from './run-words.ts';

/** A state in a few words, with a tone. The words say it all; the colour repeats it. */
export function Badge({ tone, children }: { readonly tone: Outcome['tone']; readonly children: ComponentChildren }) {
  return (
    <span class="runs-badge" data-tone={tone}>
      <span class="runs-badge-dot" aria-hidden="true" />
      {children}
    </span>
  );
}
