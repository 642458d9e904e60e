import type { Because } from '../../../client/generated/schemas.ts';
import { countOf, formatScore, formatSigned } from '../../common/format.ts';
import { Scroller } from '../../parts/scroller.tsx';
import { nameOfPair, type Pair } from './reasons.ts';

/** Reasons that are shown without asking. */
const SHOWN_REASONS = 3;

/** The pairs of features that add most, in a few words. */
export function BecauseChips({ because }: { readonly because: Because }) {
  if ('notExplained' in because) return <p class="meta">Not explained: {because.notExplained}</p>;
  const shown = because.contributions.filter(({ contribution }) => contribution > 0).slice(0, SHOWN_REASONS);
  if (shown.length === 0) return null;
  return (
    <ul class="explore-reasons" aria-label="Because of">
      {shown.map((pair) => (
        <li key={nameOfPair(pair)}>
          <span class="explore-reason-field">{pair.neighbour.field}</span> {nameOfPair(pair)}{' '}
          <span class="explore-reason-score">{formatSigned(pair.contribution)}</span>
        </li>
      ))}
    </ul>
  );
}

interface BecauseDetailsProps {
  readonly because: Because;
  readonly score: number;
  readonly title: string;
}

/** How the score is made up: every named pair with its share, the rest, and the sum. */
export function BecauseDetails({ because, score, title }: BecauseDetailsProps) {
  if ('notExplained' in because) return null;
  const { contributions, rest } = because;
  const largest = Math.max(
    ...contributions.map((one) => Math.abs(one.contribution)),
    Math.abs(rest.contribution),
    1e-9,
  );
  return (
    <details class="explore-why">
      <summary class="button button-quiet button-small">
        <span>
          Why<span class="visually-hidden"> is {title} in the list</span>?
        </span>
      </summary>
      <Scroller label={`What makes the score of ${title}`}>
        <table class="table explore-why-table">
          <thead>
            <tr>
              <th scope="col">Searched for</th>
              <th scope="col">This product</th>
              <th scope="col" class="number">
                Adds
              </th>
              <th scope="col">
                <span class="visually-hidden">Share</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {contributions.map((pair) => (
              <PairRow key={`${nameOfPair(pair)} ${pair.contribution}`} pair={pair} largest={largest} />
            ))}
            <tr>
              <td colSpan={2}>{countOf(rest.pairs, 'other pair')}</td>
              <td class="number">{formatSigned(rest.contribution)}</td>
              <td>
                <Share value={rest.contribution} largest={largest} />
              </td>
            </tr>
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={2}>
                Score
              </th>
              <td class="number">{formatScore(score)}</td>
              <td />
            </tr>
          </tfoot>
        </table>
      </Scroller>
    </details>
  );
}

function PairRow({ pair, largest }: { readonly pair: Pair; readonly largest: number }) {
  const side = ({ field, value, rare }: Pair['query']) => (
    <>
      <span class="explore-reason-field">{field}</span> {value}
      {rare && ' (rare)'}
    </>
  );
  return (
    <tr>
      <td>{side(pair.query)}</td>
      <td>{side(pair.neighbour)}</td>
      <td class="number">{formatSigned(pair.contribution)}</td>
      <td>
        <Share value={pair.contribution} largest={largest} />
      </td>
    </tr>
  );
}

/** A bar as long as the share; what takes away has another colour. */
function Share({ value, largest }: { readonly value: number; readonly largest: number }) {
  const width = `${(Math.abs(value) / largest) * 100}%`;
  return (
    <span class="explore-share" data-sign={value < 0 ? 'minus' : 'plus'} aria-hidden="true">
      <span style={{ width }} />
    </span>
  );
}
