import './badge.css';
import type { ComponentChildren } from 'preact';

/** What a state means for the reader; `busy` for something that works. */
export type Tone = 'good' | 'notice' | 'danger' | 'quiet' | 'busy';

/** A state in a few words, with a tone. The words say it all; the colour repeats it. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }) {
  return (
    <span class="badge" data-tone={tone}>
      <span class="badge-dot" aria-hidden="true" />
      {children}
    </span>
  );
}
