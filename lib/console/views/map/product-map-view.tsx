import { useMemo, useState } from 'preact/hooks';
import type { ProductMap } from '../../api/product-map.ts';
import { countOf, formatTime } from '../../common/format.ts';
import { ErrorNote } from '../../parts/notes.tsx';
import { CannotDraw } from './cannot-draw.tsx';
import { Clusters } from './clusters.tsx';
import { countCodes, type Selection, shownCodes } from './data/shown.ts';
import { useMasks } from './data/use-masks.ts';
import { useNames } from './data/use-names.ts';
import { usePoints } from './data/use-points.ts';
import { colourCodes } from './drawing/palette.ts';
import { Legend } from './legend.tsx';
import { LoadingPoints } from './loading-points.tsx';
import { MapStage } from './map-stage.tsx';
import { chooseEntries, type MapState, toggleEntry } from './map-state.ts';
import { SelectedProducts } from './selected-products.tsx';

interface ProductMapViewProps {
  readonly map: ProductMap;
  readonly state: MapState;
  readonly onChange: (state: MapState) => void;
  /** Whether the browser cannot draw points. */
  readonly isMissing: boolean;
  /** Called when that turns out. */
  readonly onMissing: () => void;
}

/** A map with its legend and lists. */
export function ProductMapView({ map, state, onChange, isMissing, onMissing }: ProductMapViewProps) {
  const points = usePoints(map);
  const names = useNames(map);
  const [selection, setSelection] = useState<Selection>();
  const [place, setPlace] = useState<{ readonly cluster: number }>();
  const colour = Math.max(
    0,
    map.colours.findIndex(({ field }) => field === state.colour),
  );
  const { field } = map.colours[colour]!;
  // The address says it in words, so that the same choice is the same text.
  const choice = JSON.stringify([...state.chosen]);
  const shown = useMemo(() => shownCodes(map.colours, state.chosen), [map, choice]);
  const palette = useMemo(() => colourCodes(map.colours[colour]!, shown[colour]), [map, colour, shown]);
  const counts = useMemo(
    () => countCodes(points.parts, colour, shown, selection),
    [points.parts, colour, shown, selection],
  );
  const masks = useMasks(points.parts, shown, selection);
  const { parts, index, loaded } = points;
  const isLoading = loaded < map.products && points.error === undefined;
  return (
    <>
      <Remarks map={map} isMissing={isMissing} />
      {points.error !== undefined && <ErrorNote error={points.error} onRetry={points.retry} />}
      <div class="map-columns" data-missing={isMissing}>
        {!isMissing && (
          <div class="map-main">
            <MapStage
              {...{ map, masks, index, colour, palette, names, place, isLoading }}
              onSelect={(rows) => setSelection(selectionOf(rows, map.products))}
              onMissing={onMissing}
            />
            {isLoading && <LoadingPoints {...{ loaded }} of={map.products} />}
          </div>
        )}
        <div class="map-side">
          {selection && (
            <SelectedProducts rows={selection.rows} names={names} onClear={() => setSelection(undefined)} />
          )}
          <Legend
            {...{ colours: map.colours, colour, palette, counts, isLoading }}
            most={map.products}
            chosen={state.chosen.get(field) ?? []}
            onColour={(next) => onChange({ ...state, colour: next })}
            onToggle={(key) => onChange(toggleEntry(state, field, key))}
            onClear={() => onChange(chooseEntries(state, field, []))}
          />
        </div>
      </div>
      <Clusters {...{ map, parts, names }} onShow={isMissing ? undefined : (cluster) => setPlace({ cluster })} />
    </>
  );
}

function selectionOf(rows: readonly number[], products: number): Selection {
  const flags = new Uint8Array(products);
  for (const row of rows) flags[row] = 1;
  return { rows, flags };
}

/** What the map says about itself. */
function Remarks({ map, isMissing }: { readonly map: ProductMap; readonly isMissing: boolean }) {
  return (
    <>
      <p class="meta map-about">
        {countOf(map.products, 'product')}, model version <code>{map.modelVersion}</code>, made{' '}
        {formatTime(map.createdAt)}
        {map.method === 'pca' ? ' from the two main directions of the vectors (PCA)' : ' with UMAP'}.
      </p>
      {isMissing && <CannotDraw />}
    </>
  );
}
