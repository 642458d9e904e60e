import type { ModelReport } from '../../../client/generated/schemas.ts';
import { describeChoices } from './tuning.ts';

/** What a run chose by its data, in plain words. */
export function TuningSection({ report }: { readonly report: ModelReport }) {
  const choices = describeChoices(report);
  if (choices.length === 0) return null;
  return (
    <section class="panel runs-section" aria-labelledby="runs-tuning">
      <h2 id="runs-tuning">What the run chose by its data</h2>
      <dl class="runs-facts">
        {choices.map(({ name, text, lines }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {text}
              {lines.map((line) => (
                <span key={line} class="runs-about">
                  {line}
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
