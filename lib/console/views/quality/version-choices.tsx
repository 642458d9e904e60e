import { useId } from 'preact/hooks';
import type { ModelPage } from '../../../client/generated/schemas.ts';
import { formatTime } from '../../common/format.ts';
import { goTo } from '../../common/navigate.ts';

interface VersionChoicesProps {
  readonly versions: ModelPage | undefined;
  readonly version: string | undefined;
  readonly beside: string | undefined;
}

/** Chooses the version whose card is drawn, and another one to see beside it. Only versions of training runs are judged. */
export function VersionChoices({ versions, version = '', beside = '' }: VersionChoicesProps) {
  const judged = versions?.data.filter(({ origin }) => origin === 'training-run') ?? [];
  const options = judged.map((one) => ({
    value: one.version,
    text: `${one.version} · ${one.live ? 'live' : formatTime(one.createdAt)}`,
  }));
  if (versions !== undefined && version === '') return null;
  const others = options.filter(({ value }) => value !== version);
  const show = (shown: string, besides: string) =>
    goTo('quality', { version: shown, ...(besides !== '' && besides !== shown && { beside: besides }) });
  return (
    <div class="quality-choices">
      <Choice label="Version" value={version} options={options} onChange={(chosen) => show(chosen, beside)} />
      <Choice
        label="Beside it"
        value={beside}
        options={[{ value: '', text: others.length === 0 ? 'no other version' : 'nothing' }, ...others]}
        onChange={(chosen) => show(version, chosen)}
      />
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly onChange: (value: string) => void;
}

/** A list to choose from. A value that is not in the list is shown all the same. */
function Choice({ label, value, options, onChange }: ChoiceProps) {
  const id = useId();
  const isKnown = options.some((one) => one.value === value);
  return (
    <div class="quality-choice">
      <label class="field-hint" for={id}>
        {label}
      </label>
      <select
        id={id}
        class="input"
        value={value}
        disabled={options.length < 2 && isKnown}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {!isKnown && <option value={value}>{value}</option>}
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.text}
          </option>
        ))}
      </select>
    </div>
  );
}
