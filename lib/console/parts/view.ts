import type { FunctionComponent } from 'preact';
import type { IconName } from './icon.tsx';

/** What the shell gives to a view. */
export interface ViewProps {
  /** The part of the address that belongs to the view. */
  readonly query: URLSearchParams;
}

/** A part of the console with an entry in the navigation. */
export interface View {
  /** Its name in the address: `#/explore`. */
  readonly name: string;
  /** Its name in the navigation and in the title of the window. */
  readonly title: string;
  readonly icon: IconName;
  /** Loads its code, at the first visit. */
  readonly load: () => Promise<{ readonly default: FunctionComponent<ViewProps> }>;
  /** Loads what takes files that are dropped on the page; one view has it. */
  readonly takeFiles?: () => Promise<{ readonly addFiles: (files: readonly File[]) => unknown }>;
}
