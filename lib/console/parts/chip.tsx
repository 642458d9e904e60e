import type { ComponentChildren } from 'preact';
import { formatCount } from '../common/format.ts';
import { Icon } from './icon.tsx';

interface FilterChipProps {
  readonly isOn: boolean;
  readonly onToggle: () => void;
  /** How many products it leads to. */
  readonly count?: number | undefined;
  readonly children: ComponentChildren;
}

/** A filter that is on or off, with its count. */
export function FilterChip({ isOn, onToggle, count, children }: FilterChipProps) {
  return (
    <button type="button" class="chip chip-filter" aria-pressed={isOn} onClick={onToggle}>
      <span class="chip-text">{children}</span>
      {count !== undefined && <span class="chip-count">{formatCount(count)}</span>}
    </button>
  );
}

interface RemovableChipProps {
  /** `for` for what is wanted, `against` for what is not. @default 'for' */
  readonly look?: 'for' | 'against';
  /** Such as `Remove the filter brand: Ridge`. */
  readonly removeLabel: string;
  readonly onRemove: () => void;
  readonly children: ComponentChildren;
}

/** Something that is chosen and can be removed. */
export function RemovableChip({ look = 'for', removeLabel, onRemove, children }: RemovableChipProps) {
  return (
    <span class={`chip chip-${look}`}>
      <span class="chip-text">{children}</span>
      <button type="button" class="chip-remove" onClick={onRemove}>
        <Icon name="close" size={14} />
        <span class="visually-hidden">{removeLabel}</span>
      </button>
    </span>
  );
}
