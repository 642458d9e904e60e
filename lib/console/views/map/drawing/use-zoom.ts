import { select } from 'd3-selection';
import { type D3ZoomEvent, type ZoomBehavior, zoom, zoomIdentity } from 'd3-zoom';
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ProductMap } from '../../../api/product-map.ts';
import type { Position } from '../data/points.ts';
import { cameraOf, type Size, toWindow, type Zoom } from './camera.ts';

/** How far in and out the reader can zoom, as multiples of the whole map. */
const NARROWEST = 0.8;
const WIDEST = 400;
/** How far a place is zoomed in on. */
const CLOSE = 6;

export interface UsedZoom {
  readonly zoom: Zoom;
  /** Whether the reader is moving the map. */
  readonly isMoving: boolean;
  /** Zooms in by this factor; out if it is less than 1. */
  readonly zoomBy: (factor: number) => void;
  /** Shows the whole map. */
  readonly reset: () => void;
  /** Shows a place, in coordinates of the map, in the middle and near. */
  readonly showPlace: (place: Position) => void;
}

/**
 * Moves and zooms a map by wheel, drag, double click and fingers.
 * @param isBusy Whether a gesture is for something else, such as the lasso.
 */
export function useZoom(
  stage: RefObject<HTMLDivElement | null>,
  size: Size,
  bounds: ProductMap['bounds'],
  isBusy: (event: MouseEvent) => boolean,
): UsedZoom {
  const [state, setState] = useState<Zoom>(zoomIdentity);
  const [isMoving, setMoving] = useState(false);
  const behaviour = useRef<ZoomBehavior<HTMLDivElement, unknown> | undefined>(undefined);
  const busy = useRef(isBusy);
  busy.current = isBusy;
  useEffect(() => {
    const made = zoom<HTMLDivElement, unknown>()
      .scaleExtent([NARROWEST, WIDEST])
      .filter((event: MouseEvent) => event.button === 0 && !busy.current(event))
      .on('start', () => setMoving(true))
      .on('zoom', ({ transform: { k, x, y } }: D3ZoomEvent<HTMLDivElement, unknown>) => setState({ k, x, y }))
      .on('end', () => setMoving(false));
    behaviour.current = made;
    const element = select(stage.current!);
    element.call(made);
    return () => {
      element.on('.zoom', null);
    };
  }, []);
  useEffect(() => {
    const { width, height } = size;
    behaviour.current!.translateExtent([
      [-width / 2, -height / 2],
      [width * 1.5, height * 1.5],
    ]);
  }, [size]);
  const element = () => select(stage.current!);
  return {
    zoom: state,
    isMoving,
    zoomBy: (factor) => element().call(behaviour.current!.scaleBy, factor),
    reset: () => element().call(behaviour.current!.transform, zoomIdentity),
    showPlace: (place) => {
      const [left, top] = toWindow(cameraOf(size, bounds, zoomIdentity), ...place);
      const transform = zoomIdentity
        .translate(size.width / 2, size.height / 2)
        .scale(CLOSE)
        .translate(-left, -top);
      element().call(behaviour.current!.transform, transform);
    },
  };
}
