import { hrefOf } from '../../common/route.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import type { Step } from './steps.ts';

const icons: Readonly<Record<Step['state'], IconName>> = {
  done: 'check',
  now: 'retry',
  next: 'minus',
  failed: 'warning',
  held: 'info',
};

const words: Readonly<Record<Step['state'], string>> = {
  done: 'done',
  now: 'under way',
  next: 'later',
  failed: 'failed',
  held: 'waits',
};

/** The way of a file, as a list that readers of the screen hear when it changes. */
export function Steps({ steps }: { readonly steps: readonly Step[] }) {
  return (
    <div role="status">
      <ol class="data-steps" aria-label="Progress">
        {steps.map(({ title, state, text, run }) => (
          <li key={title} class={`data-step data-step-${state}`}>
            <Icon name={icons[state]} size={18} />
            <div>
              <strong>{title}</strong>
              <span class="visually-hidden"> ({words[state]})</span>
              <p class="meta">
                {text} {run !== undefined && <a href={hrefOf('runs', { run })}>The run</a>}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}
