import './quality.css';
import { isProblem } from '../../../client/errors.ts';
import type { ModelCard, ModelPage } from '../../../client/generated/schemas.ts';
import { explainError } from '../../api/explain-error.ts';
import { type UsedRequest, useRequest } from '../../api/use-request.ts';
import { useVersions } from '../../api/use-versions.ts';
import { hrefOf } from '../../common/route.ts';
import { EmptyNote, ErrorNote } from '../../parts/notes.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Loading, Skeleton } from '../../parts/skeleton.tsx';
import { useHeadingFocus } from '../../parts/use-heading-focus.ts';
import type { ViewProps } from '../../parts/view.ts';
import { CardPage } from './card-page.tsx';
import { CardReport } from './card-report.tsx';
import { VersionChoices } from './version-choices.tsx';

/** The model card of a version, drawn: how good it is, where it is not, and how it sees the catalog. */
export default function Quality({ query }: ViewProps) {
  const versions = useVersions();
  const version = query.get('version') || defaultVersion(versions.value);
  const beside = query.get('beside') || undefined;
  const isPage = query.get('page') === 'card' && version !== undefined;
  const place = useHeadingFocus(isPage ? 'page' : 'report');
  return (
    <div ref={place} class="quality">
      {isPage ? (
        <CardPage key={version} version={version} />
      ) : (
        <>
          <PageHeader
            title="Quality"
            lead="How good a version is on queries that it has not learned from, where it is weak, and how it sees the catalog."
            actions={<VersionChoices versions={versions.value} version={version} beside={beside} />}
          />
          {version === undefined ? (
            <NoVersion versions={versions} />
          ) : (
            <VersionQuality key={version} version={version} beside={beside} live={versions.value?.live ?? undefined} />
          )}
        </>
      )}
    </div>
  );
}

/** The live version, or else the newest. */
function defaultVersion(versions: ModelPage | undefined): string | undefined {
  return versions?.live ?? versions?.data[0]?.version;
}

/** The card of a version; nothing is asked for without a version. */
function useCard(version: string | undefined): UsedRequest<ModelCard> {
  return useRequest(version && `card ${version}`, (api, signal) => api.getModelCard({ version: version! }, { signal }));
}

interface VersionQualityProps {
  readonly version: string;
  /** Another version, whose figures stand beside those of the first one. */
  readonly beside: string | undefined;
  readonly live: string | undefined;
}

function VersionQuality({ version, beside, live }: VersionQualityProps) {
  const card = useCard(version);
  const other = useCard(beside);
  if (card.error !== undefined) return <NoCard version={version} error={card.error} onRetry={card.retry} />;
  if (card.value === undefined) return <ReportSkeleton />;
  const isKnown = other.value?.modelVersion === beside;
  const isAwaited = beside !== undefined && !isKnown && other.error === undefined;
  return (
    <>
      {other.error !== undefined && <NoCard version={beside!} error={other.error} onRetry={other.retry} />}
      <CardReport card={card.value} other={isAwaited ? 'awaited' : isKnown ? other.value : undefined} live={live} />
    </>
  );
}

interface NoCardProps {
  readonly version: string;
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** A version without a card is no failure: not every version is judged. */
function NoCard({ version, error, onRetry }: NoCardProps) {
  if (isProblem(error, 'model-not-found')) {
    return (
      <EmptyNote icon="quality" title="There is no such version" actions={<a href={hrefOf('quality')}>The live one</a>}>
        The service knows no version {version}. Check the address, or choose a version above.
      </EmptyNote>
    );
  }
  if (isProblem(error, 'card-not-found')) {
    return (
      <EmptyNote icon="quality" title="No model card" actions={<a href={hrefOf('runs')}>All runs and versions</a>}>
        {explainError(error).detail}. A training run judges its versions, and writes a card for each.
      </EmptyNote>
    );
  }
  return <ErrorNote error={error} onRetry={onRetry} />;
}

function NoVersion({ versions: { value, error, retry } }: { readonly versions: UsedRequest<ModelPage> }) {
  if (error !== undefined) return <ErrorNote error={error} onRetry={retry} />;
  if (value === undefined) return <ReportSkeleton />;
  return (
    <EmptyNote icon="quality" title="No version yet" actions={<a href={hrefOf('data')}>Upload data</a>}>
      The first training run makes the first version, and judges it. Upload a catalog, and what you know of similar
      products.
    </EmptyNote>
  );
}

function ReportSkeleton() {
  return (
    <>
      <Loading what="the model card" />
      <Skeleton height="18rem" />
      <Skeleton height="28rem" />
      <Skeleton height="28rem" />
    </>
  );
}
