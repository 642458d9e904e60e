import { useVersions } from '../../api/use-versions.ts';
import { formatTime } from '../../common/format.ts';
import type { SearchState } from './search-state.ts';

interface VersionChoiceProps {
  readonly state: SearchState;
  readonly onChange: (state: SearchState) => void;
}

/** Chooses the version whose ranking is shown beside that of the live one. */
export function VersionChoice({ state, onChange }: VersionChoiceProps) {
  const { value } = useVersions();
  const others = value?.data.filter(({ live }) => !live) ?? [];
  const isKnown = others.some(({ version }) => version === state.compare);
  return (
    <label class="explore-version">
      <span class="visually-hidden">Compare with</span>
      <select
        class="input"
        value={state.compare}
        disabled={others.length === 0 && state.compare === ''}
        onChange={(event) => onChange({ ...state, compare: event.currentTarget.value })}
      >
        <option value="">{noneOf(state, value !== undefined && others.length === 0)}</option>
        {state.compare !== '' && !isKnown && <option value={state.compare}>{state.compare}</option>}
        {others.map(({ version, createdAt, head }) => (
          <option key={version} value={version}>
            {version} · {formatTime(createdAt)}
            {head ? ' · head' : ''}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The option of no version, which stands for the label too. */
function noneOf({ compare }: SearchState, isAlone: boolean): string {
  if (compare !== '') return 'No comparison';
  return isAlone ? 'No other version' : 'Compare with …';
}
