import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ProductMap } from '../../api/product-map.ts';
import { countOf } from '../../common/format.ts';
import type { PointIndex } from './data/point-index.ts';
import type { PointPart, Position } from './data/points.ts';
import type { Mask } from './data/shown.ts';
import type { UsedNames } from './data/use-names.ts';
import { type Camera, cameraOf, type Size, toCoordinates, toMap, toWindow } from './drawing/camera.ts';
import { placeLabels, shortenLabel } from './drawing/labels.ts';
import { LassoLine, positionOf, useLasso } from './drawing/lasso.tsx';
import { type Picture, usePicture } from './drawing/picture.ts';
import { PointsCanvas } from './drawing/points-canvas.tsx';
import { useSize } from './drawing/use-size.ts';
import { useZoom } from './drawing/use-zoom.ts';
import { HoverCard } from './hover-card.tsx';
import { LostDrawing } from './lost-drawing.tsx';
import { StageControls } from './stage-controls.tsx';
import { useHover } from './use-hover.ts';

interface MapStageProps {
  readonly map: ProductMap;
  readonly masks: ReadonlyMap<PointPart, Mask>;
  readonly index: PointIndex;
  readonly colour: number;
  readonly palette: readonly string[];
  readonly names: UsedNames;
  /** Whether more points are awaited. */
  readonly isLoading: boolean;
  /** A cluster to go to; a new object goes there again. */
  readonly place: { readonly cluster: number } | undefined;
  /** Called with the rows inside a lasso, rising. */
  readonly onSelect: (rows: readonly number[]) => void;
  /** Called if the browser cannot draw points. */
  readonly onMissing: () => void;
}

const NO_SIZE: Size = { width: 0, height: 0 };

/** The map itself: points, labels of clusters, gestures, and the card of the product at the pointer. */
export function MapStage(props: MapStageProps) {
  const { map, masks, index, place, names, onSelect } = props;
  const stage = useRef<HTMLDivElement>(null);
  const size = useSize(stage) ?? NO_SIZE;
  const [isLassoOn, setLassoOn] = useState(false);
  const isLassoing = (event: MouseEvent) => isLassoOn || event.shiftKey;
  const view = useZoom(stage, size, map.bounds, isLassoing);
  const camera = cameraOf(size, map.bounds, view.zoom);
  const picture = usePicture(camera, view.zoom.k, size, view.isMoving);
  const [isLost, setLost] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const isShown = useMemo(() => shownRows(map, masks), [map, masks]);
  const lasso = useLasso((corners) => {
    setLassoOn(false);
    const polygon = corners.map((corner) => toMap(camera, corner));
    onSelect(index.inside(polygon, isShown));
  });
  const hover = useHover(camera, index, isShown, names);
  useEffect(() => {
    if (!place || size === NO_SIZE) return;
    view.showPlace(positionOfCluster(map, place.cluster));
    stage.current!.parentElement!.scrollIntoView({ block: 'nearest' });
  }, [place]);
  return (
    <div class="map-frame">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what the pointer does here, the lists beside the map do too. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the same. */}
      <div
        ref={stage}
        class="map-stage"
        data-lasso={isLassoOn}
        onPointerDown={(event) => event.button === 0 && isLassoing(event) && lasso.start(event)}
        onPointerMove={(event) => (lasso.corners ? lasso.move(event) : hover.move(positionOf(event), view.isMoving))}
        onPointerUp={lasso.end}
        onPointerCancel={lasso.end}
        onPointerLeave={(event) => event.pointerType === 'mouse' && hover.leave()}
        onClick={(event) => !isLassoing(event) && hover.choose(positionOf(event), event)}
      >
        {size !== NO_SIZE && (
          <div class="map-picture" style={styleOf(picture)}>
            <PointsCanvas
              {...props}
              key={attempt}
              label={`Map of ${countOf(map.products, 'product')}. The list of clusters below has the same products.`}
              products={map.products}
              picture={picture}
              isMoving={view.isMoving}
              onLost={setLost}
            />
            <Labels map={map} picture={picture} isMoving={view.isMoving} />
          </div>
        )}
        {lasso.corners && <LassoLine corners={lasso.corners} />}
      </div>
      {hover.row !== undefined && !view.isMoving && (
        <HoverCard
          name={names.get(hover.row)}
          at={placeOfRow(camera, masks, hover.row)}
          size={size}
          isPinned={hover.isPinned}
        />
      )}
      {isLost && <LostDrawing onRetry={() => setAttempt(attempt + 1)} />}
      <StageControls view={view} isLassoOn={isLassoOn} onLasso={setLassoOn} />
    </div>
  );
}

/** Whether a row has arrived and is shown. */
function shownRows({ pointsPerPart }: ProductMap, masks: ReadonlyMap<PointPart, Mask>): (row: number) => boolean {
  const byPart = new Map([...masks].map(([{ firstRow }, mask]) => [firstRow / pointsPerPart, mask]));
  return (row) => byPart.get(Math.floor(row / pointsPerPart))?.[row % pointsPerPart] === 1;
}

function placeOfRow(camera: Camera, masks: ReadonlyMap<PointPart, Mask>, row: number): Position {
  for (const { firstRow, count, x, y } of masks.keys()) {
    const at = row - firstRow;
    if (at >= 0 && at < count) return toWindow(camera, x[at]!, y[at]!);
  }
  return [0, 0];
}

function positionOfCluster({ clusters, bounds }: ProductMap, cluster: number): Position {
  const { x, y } = clusters[cluster]!;
  return toCoordinates(bounds, x, y);
}

/** Shows the picture in its place. The browser needs neither styles nor a layout of what is in it for that. */
function styleOf({ shown: { x, y, scale } }: Picture) {
  return { transform: `translate(${x}px, ${y}px) scale(${scale})`, '--unstretched': String(1 / scale) };
}

interface LabelsProps {
  readonly map: ProductMap;
  readonly picture: Picture;
  /** Whether the reader is moving the map: then labels beyond the window are there too, so that they come into sight. */
  readonly isMoving: boolean;
}

/** The names of the clusters, as many as fit. Readers of the screen have the list of clusters. */
function Labels({ map, picture: { camera, size, margin }, isMoving }: LabelsProps) {
  // The same elements while the picture is the same: moving it costs nothing here.
  return useMemo(() => {
    const largestFirst = map.clusters.map((_, at) => at).sort((a, b) => sizeOf(map, b) - sizeOf(map, a));
    const labels = largestFirst.map((at) => ({
      key: at,
      text: shortenLabel(map.clusters[at]!.label),
      at: toWindow(camera, ...positionOfCluster(map, at)),
    }));
    return (
      <div class="map-labels" aria-hidden="true">
        {placeLabels(labels, size, isMoving ? margin : undefined).map(({ key, text, left, top }) => (
          <span key={key} class="map-label" style={{ left: `${left}px`, top: `${top}px` }}>
            {text}
          </span>
        ))}
      </div>
    );
  }, [map, camera, size, isMoving]);
}

function sizeOf({ clusters }: ProductMap, cluster: number): number {
  return clusters[cluster]!.products;
}
