import { useState } from 'preact/hooks';
import type { ModelCard } from '../../../client/generated/schemas.ts';
import { Segments } from '../../parts/segments.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { BesideSection } from './beside-section.tsx';
import { CatalogSection } from './catalog-section.tsx';
import { CoverageSection } from './coverage-section.tsx';
import { readStanding } from './judgement.ts';
import { PopularitySection } from './popularity-section.tsx';
import { groupSlices } from './slice-groups.ts';
import { SlicesSection } from './slices-section.tsx';
import { SystemsSection } from './systems-section.tsx';
import { VerdictSection } from './verdict-section.tsx';
import { WorstQueries } from './worst-queries.tsx';

interface CardReportProps {
  readonly card: ModelCard;
  /** The card of the version to show beside it, or that it is awaited. */
  readonly other: ModelCard | 'awaited' | undefined;
  /** The live version, if it is known. */
  readonly live: string | undefined;
}

type JudgedOn = ModelCard['judgedOn'];

/** A card, drawn. If it was judged on judging data and on held-out rows, the reader chooses. */
export function CardReport({ card, other, live }: CardReportProps) {
  const [judgedOn, setJudgedOn] = useState<JudgedOn>(card.judgedOn);
  const judgement = judgedOn === card.judgedOn ? card.judgement : card.heldOut!;
  const standing = readStanding(judgement);
  const groups = groupSlices(judgement);
  const popularity = groups.find(({ kind }) => kind === 'popularity');
  const explored = { version: card.modelVersion, live };
  return (
    <>
      {card.heldOut !== null && (
        <Segments<JudgedOn>
          label="Judged on"
          value={judgedOn}
          onChange={setJudgedOn}
          options={[
            { value: 'judging', label: 'Judging data' },
            { value: 'held-out', label: 'Held-out rows' },
          ]}
        />
      )}
      <VerdictSection card={card} judgedOn={judgedOn} judgement={judgement} standing={standing} live={live} />
      {other === 'awaited' && <Skeleton height="20rem" />}
      {typeof other === 'object' && <BesideSection card={card} other={other} judgedOn={judgedOn} />}
      {standing && <SystemsSection standing={standing} />}
      <SlicesSection groups={groups.filter((one) => one !== popularity)} />
      {(popularity || standing) && (
        <div class="quality-pair">
          {popularity && <PopularitySection group={popularity} />}
          {standing && <CoverageSection standing={standing} />}
        </div>
      )}
      <WorstQueries worst={judgement.worst} explored={explored} />
      <CatalogSection card={card} explored={explored} />
    </>
  );
}
