import type { Judgement, ModelCard } from '../../../client/generated/schemas.ts';
import { formatCount, formatScore } from '../../common/format.ts';
import { hrefOf } from '../../common/route.ts';
import { Badge } from '../../parts/badge.tsx';
import { Note } from '../../parts/notes.tsx';
import { BEST_BASELINE, type JudgedSlice, opponentOn } from './judgement.ts';
import { describeRows, headlineOf } from './verdict.ts';

interface VerdictSectionProps {
  readonly card: ModelCard;
  readonly judgedOn: ModelCard['judgedOn'];
  readonly judgement: Judgement;
  readonly standing: JudgedSlice | undefined;
  readonly live: string | undefined;
}

/** The figures of the first row, each with what it is. */
const TILES = [
  { metric: 'recall@10', about: 'of what belongs to a query is among the first ten' },
  { metric: 'ndcg@10', about: 'the same, and first places count more' },
  { metric: 'hit@10', about: 'of the queries have something right in ten' },
  { metric: 'coverage', about: 'of the catalog occurs in the lists of ten' },
] as const;

/** What the figures say, in words and as the main figures; and where the whole card is. */
export function VerdictSection({ card, judgedOn, judgement, standing, live }: VerdictSectionProps) {
  const { modelVersion, learnedFrom, verdict } = card;
  const headline = standing && headlineOf(standing);
  return (
    <section class="panel quality-section" aria-labelledby="quality-verdict">
      <div class="quality-head">
        <h2 id="quality-verdict">
          <code>{modelVersion}</code>
        </h2>
        {modelVersion === live && <span class="quality-flag">Live</span>}
        {headline && <Badge tone={headline.tone}>{headline.badge}</Badge>}
        <a class="button button-small" href={hrefOf('quality', { version: modelVersion, page: 'card' })}>
          Model card as a page
        </a>
      </div>
      {headline ? <p class="quality-headline">{headline.text}</p> : <NotJudged />}
      {standing && <Tiles standing={standing} />}
      {standing && <p class="meta">{describeRows(judgedOn, judgement)}</p>}
      {learnedFrom === 'catalog' && <p class="meta">A text model: it learned from the catalog alone.</p>}
      {standing && (
        <details class="quality-more">
          <summary>The verdict as the card has it</summary>
          <p class="quality-words">{verdict}</p>
        </details>
      )}
    </section>
  );
}

function NotJudged() {
  return (
    <Note>
      <h3>Nothing was judged</h3>
      <p>
        There was no query to judge on. <a href={hrefOf('data')}>Upload</a> judging data, or training data of which a
        part is held out. Then <a href={hrefOf('runs')}>start a run</a>.
      </p>
    </Note>
  );
}

function Tiles({ standing }: { readonly standing: JudgedSlice }) {
  const { figures, queries } = standing;
  const best = opponentOn(standing, BEST_BASELINE);
  return (
    <dl class="quality-tiles">
      {TILES.map(({ metric, about }) => (
        <div key={metric}>
          <dt>{metric}</dt>
          <dd>
            {formatScore(figures[metric])}
            <span class="quality-about">{about}</span>
            {best && (
              <span class="quality-about">
                {best.title}: {formatScore(best.figures[metric])}
              </span>
            )}
          </dd>
        </div>
      ))}
      <div>
        <dt>queries</dt>
        <dd>
          {formatCount(queries)}
          <span class="quality-about">that the model has not learned from</span>
        </dd>
      </div>
    </dl>
  );
}
