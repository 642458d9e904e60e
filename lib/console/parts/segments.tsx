import { useId } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';

interface SegmentsProps<Value extends string> {
  /** What is chosen here, for readers of the screen. */
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly icon?: IconName }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** A choice of a few options that are all seen: radio buttons in one frame. With icons only these are seen. */
export function Segments<Value extends string>({ label, options, value, onChange }: SegmentsProps<Value>) {
  const name = useId();
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">{label}</legend>
      {options.map((option) => (
        <label key={option.value} class="segment" title={option.icon && option.label}>
          <input
            type="radio"
            name={name}
            class="visually-hidden"
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.icon && <Icon name={option.icon} size={16} />}
          <span class={option.icon && 'visually-hidden'}>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
