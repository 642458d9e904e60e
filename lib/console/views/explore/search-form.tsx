import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import type { SearchState } from './search-state.ts';

interface SearchFormProps {
  readonly state: SearchState;
  readonly onChange: (state: SearchState) => void;
}

/** The words to search for. */
export function SearchForm({ state, onChange }: SearchFormProps) {
  const [text, setText] = useState(state.words);
  useEffect(() => setText(state.words), [state.words]);
  const submit = (event: Event) => {
    event.preventDefault();
    onChange({ ...state, words: text.trim() });
  };
  return (
    <search>
      <form class="explore-form" onSubmit={submit}>
        <Icon name="explore" size={20} />
        <label class="explore-form-field">
          <span class="visually-hidden">Words or a product id</span>
          <input
            type="search"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            placeholder="Words or an id"
            enterkeyhint="search"
            autocomplete="off"
            spellcheck={false}
          />
        </label>
        <Button type="submit" look="primary">
          Search
        </Button>
      </form>
    </search>
  );
}
