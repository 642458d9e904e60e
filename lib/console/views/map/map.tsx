import { useState } from 'preact/hooks';
import { isProblem } from '../../../client/errors.ts';
import { readMap } from '../../api/product-map.ts';
import { useRequest } from '../../api/use-request.ts';
import { goTo } from '../../common/navigate.ts';
import { hrefOf } from '../../common/route.ts';
import { EmptyNote, ErrorNote } from '../../parts/notes.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Loading, Skeleton } from '../../parts/skeleton.tsx';
import type { ViewProps } from '../../parts/view.ts';
import { CannotDraw } from './cannot-draw.tsx';
import { canDraw } from './drawing/renderer.ts';
import './map.css';
import { formatMapState, parseMapState } from './map-state.ts';
import { ProductMapView } from './product-map-view.tsx';

/** Every product as a point; products that the model finds alike lie together. */
export default function MapView({ query }: ViewProps) {
  const state = parseMapState(query);
  const { version } = state;
  const request = useRequest(`map ${version ?? ''}`, (api, signal) => readMap(api, version, signal));
  const { value: map, error, isLoading, retry } = request;
  const [isMissing, setMissing] = useState(() => !canDraw());
  return (
    <>
      <PageHeader
        title="Map"
        lead="Every product is a point. Products that the model finds alike lie together. Point at one to see what it is."
      />
      {error !== undefined && <NoMap error={error} onRetry={retry} />}
      {error === undefined && !map && isLoading && <MapSkeleton isMissing={isMissing} />}
      {error === undefined && map?.products === 0 && (
        <EmptyNote icon="map" title="The map has no products">
          No product had a vector when version {map.modelVersion} was published. The map of the next version has those
          that are there by then.
        </EmptyNote>
      )}
      {error === undefined && map && map.products > 0 && (
        <ProductMapView
          key={map.modelVersion}
          map={map}
          state={state}
          isMissing={isMissing}
          onMissing={() => setMissing(true)}
          onChange={(next) => goTo('map', formatMapState(next))}
        />
      )}
    </>
  );
}

function NoMap({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  if (!isProblem(error, 'map-not-found')) return <ErrorNote error={error} onRetry={onRetry} />;
  const actions = (
    <>
      <a href={hrefOf('data')}>Upload data</a>
      <a href={hrefOf('runs')}>Look at the runs</a>
    </>
  );
  return (
    <EmptyNote icon="map" title="There is no map yet" actions={actions}>
      A map is made when a training run publishes a version. The service says: {error.problem.detail}.
    </EmptyNote>
  );
}

/** As large as the map will be, so that nothing moves when it arrives. @param isMissing Whether the browser cannot draw it. */
function MapSkeleton({ isMissing }: { readonly isMissing: boolean }) {
  return (
    <>
      <p class="meta map-about">
        <Skeleton width="min(30rem, 90%)" height="1lh" />
      </p>
      {isMissing && <CannotDraw />}
      <div class="map-columns" data-missing={isMissing} aria-busy="true">
        {!isMissing && (
          <div class="map-frame">
            <Skeleton height="100%" />
          </div>
        )}
        <div class="panel map-legend">
          <Skeleton width="6rem" height="2rem" />
          <Skeleton height="2.25rem" />
          <Skeleton height="24rem" />
        </div>
        <Loading what="the map" />
      </div>
    </>
  );
}
