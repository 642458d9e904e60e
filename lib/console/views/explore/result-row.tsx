import { titleOf } from '../../common/products.ts';
import { hrefOf } from '../../common/route.ts';
import { Button } from '../../parts/button.tsx';
import { ProductFacts } from '../../parts/product-facts.tsx';
import { ProductPicture } from '../../parts/product-picture.tsx';
import { ScoreBar } from '../../parts/score-bar.tsx';
import { BecauseChips, BecauseDetails } from './because.tsx';
import { forget, formatSearch, nothing, type SearchState, wantLess, wantMore } from './search-state.ts';
import type { Neighbour } from './use-search.ts';

interface ResultRowProps {
  readonly neighbour: Neighbour;
  readonly state: SearchState;
  readonly onChange: (state: SearchState) => void;
}

/** One product that was found: what it is, how near, why, and the two ways to steer. */
export function ResultRow({ neighbour, state, onChange }: ResultRowProps) {
  const { id, score, fallback, because } = neighbour;
  const product = neighbour.product ?? { id };
  const title = titleOf(product);
  const isLiked = state.like.includes(id);
  const isUnliked = state.unlike.includes(id);
  return (
    <li class="explore-row">
      <ProductPicture product={product} />
      <div class="explore-row-text">
        <div class="explore-row-head">
          <h3>
            <a href={hrefOf('explore', formatSearch({ ...nothing, like: [id] }))}>{title}</a>
          </h3>
          <ScoreBar score={score} />
        </div>
        <ProductFacts product={product} />
        {fallback && <p class="meta">Fills the page: it is of the same category.</p>}
        {because && <BecauseChips because={because} />}
        <div class="explore-row-actions">
          <Button
            isSmall
            icon="plus"
            aria-pressed={isLiked}
            onClick={() => onChange(isLiked ? forget(state, id) : wantMore(state, id))}
          >
            More
            <span class="explore-like-this"> like this</span>
            <span class="visually-hidden">: {title}</span>
          </Button>
          <Button
            isSmall
            icon="minus"
            aria-pressed={isUnliked}
            onClick={() => onChange(isUnliked ? forget(state, id) : wantLess(state, id))}
          >
            Less
            <span class="explore-like-this"> like this</span>
            <span class="visually-hidden">: {title}</span>
          </Button>
          {because && <BecauseDetails because={because} score={score} title={title} />}
        </div>
      </div>
    </li>
  );
}
