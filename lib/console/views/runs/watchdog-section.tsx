import { countOf, formatCount } from '../../common/format.ts';
import { Note } from '../../parts/notes.tsx';
import { Scroller } from '../../parts/scroller.tsx';
import { Loading, Skeleton } from '../../parts/skeleton.tsx';
import type { Check, Finding, Watched } from './watchdog.ts';

/** What the watchdog found in the training, and what it measured. */
export function WatchdogSection({ watched }: { readonly watched: Watched }) {
  const { findings, checks, sample } = watched;
  if (checks.length === 0 && findings.length === 0) return null;
  return (
    <section class="panel runs-section" aria-labelledby="runs-watchdog">
      <h2 id="runs-watchdog">The watchdog</h2>
      {findings.length === 0 ? (
        <Note look="good">
          <p>
            Nothing found in {countOf(checks.length, 'check')}
            {sample && ` of ${countOf(sample.products, 'product')} and ${countOf(sample.pairs, 'pair')}`}.
          </p>
        </Note>
      ) : (
        <ul class="runs-findings">
          {findings.map((finding) => (
            <FindingEntry key={`${finding.code} ${finding.step}`} finding={finding} />
          ))}
        </ul>
      )}
      {checks.length > 0 && <CheckTable checks={checks} />}
    </section>
  );
}

/** Holds the place of the section while the report of the version is read. */
export function WatchdogSkeleton() {
  return (
    <section class="panel runs-section">
      <h2>The watchdog</h2>
      <Loading what="what the watchdog found" />
      <Skeleton height="3.5rem" />
      <Skeleton width="8rem" height="1.25rem" />
    </section>
  );
}

function FindingEntry({ finding: { code, step, sign, cause, change } }: { readonly finding: Finding }) {
  return (
    <li class="note note-notice">
      <div class="note-text">
        <h3>
          {sentence(sign)}{' '}
          <span class="runs-about">{step === 0 ? 'before the first step' : `at step ${formatCount(step)}`}</span>
        </h3>
        <p>Likely cause: {cause}.</p>
        <p>What to change: {change}.</p>
        <p class="note-code">{code}</p>
      </div>
    </li>
  );
}

const COLUMNS = [
  { name: 'directions', title: 'Directions in use', digits: 0 },
  { name: 'uniformity', title: 'Uniformity (0 collapsed, −4 spread)', digits: 2 },
  { name: 'alignment', title: 'Squared distance of pairs (0 to 4)', digits: 2 },
  { name: 'deadDimensions', title: 'Dead dimensions', digits: 0 },
  { name: 'length', title: 'Median length', digits: 2 },
] as const satisfies readonly { readonly name: keyof Check; readonly title: string; readonly digits: number }[];

function CheckTable({ checks }: { readonly checks: readonly Check[] }) {
  return (
    <details class="runs-more">
      <summary>What it measured</summary>
      <Scroller label="The checks of the watchdog">
        <table class="table">
          <thead>
            <tr>
              <th scope="col" class="number">
                Step
              </th>
              {COLUMNS.map(({ name, title }) => (
                <th key={name} scope="col" class="number">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {checks.map((check) => (
              <tr key={check.step}>
                <td class="number">{formatCount(check.step)}</td>
                {COLUMNS.map(({ name, digits }) => (
                  <td key={name} class="number">
                    {check[name]?.toFixed(digits).replace('-', '−') ?? '–'}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </details>
  );
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
