import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { PointPart } from '../data/points.ts';
import type { Mask } from '../data/shown.ts';
import { pointWidth } from './camera.ts';
import { countSlices, isWorthDrawing, slicesOfFrame } from './detail.ts';
import { areaOf, type Picture } from './picture.ts';
import type { Drawing, PointRenderer } from './renderer.ts';

/** What a frame shows. */
export interface DrawnFrame {
  /** The parts that have arrived, and which of their points are shown. */
  readonly masks: ReadonlyMap<PointPart, Mask>;
  /** How many points all parts have. */
  readonly products: number;
  readonly picture: Picture;
  /** Whether the reader is moving the map. */
  readonly isMoving: boolean;
  /** Whether more parts are awaited. */
  readonly isLoading: boolean;
}

/** How far the drawing of a picture is. */
interface Progress {
  /** The frame that the browser is asked for; 0 for none. */
  request: number;
  /** How many slices of the points are drawn, and of how many points. */
  drawn: number;
  points: number;
  /** When the last slice was drawn, until the frame after it tells how long that took. */
  sliceAt: number | undefined;
  sliceMilliseconds: number | undefined;
}

/**
 * Draws the points slice by slice, when the browser is ready for a frame.
 * @param whatIsDrawn Besides the points: a change of it begins the drawing again.
 */
export function useFrames(
  canvas: RefObject<HTMLCanvasElement | null>,
  renderer: PointRenderer | undefined,
  frame: DrawnFrame,
  whatIsDrawn: readonly unknown[],
): void {
  const newest = useRef(frame);
  newest.current = frame;
  const progress = useRef<Progress>({
    request: 0,
    drawn: 0,
    points: 0,
    sliceAt: undefined,
    sliceMilliseconds: undefined,
  });
  const { masks, isLoading } = frame;
  useEffect(() => {
    progress.current.drawn = 0;
  }, whatIsDrawn);
  useEffect(() => {
    if (isWorthDrawing({ isLoading, points: countPoints(masks), before: progress.current.points })) {
      progress.current.drawn = 0;
    }
  }, [masks, isLoading]);
  useEffect(() => {
    if (!renderer) return;
    const current = progress.current;
    const draw = (now: number) => {
      // The reader may have left the view since the frame was asked for.
      if (!canvas.current) return;
      const isMore = drawFrame(current, renderer, newest.current, now, canvas.current);
      if (isMore) current.request = requestAnimationFrame(draw);
    };
    current.request = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(current.request);
  }, [...whatIsDrawn, masks, isLoading, frame.isMoving]);
}

/** Draws the slices of one frame. @returns Whether the next frame continues that */
function drawFrame(
  progress: Progress,
  renderer: PointRenderer,
  { masks, products, picture, isMoving, isLoading }: DrawnFrame,
  now: number,
  canvas: HTMLCanvasElement,
): boolean {
  const { drawn } = progress;
  const points = drawn === 0 ? countPoints(masks) : progress.points;
  const of = countSlices(points);
  if (progress.sliceAt !== undefined) progress.sliceMilliseconds = now - progress.sliceAt;
  const { sliceMilliseconds: milliseconds } = progress;
  const more = slicesOfFrame({ isMoving, isLoading, milliseconds, drawn, points });
  if (drawn === 0) renderer.begin(drawingOf(picture, products));
  for (let number = drawn; number < drawn + more; number++) renderer.add({ number, of });
  progress.drawn += more;
  progress.points = points;
  // For measurements.
  canvas.dataset.drawn = String(Math.ceil((points * progress.drawn) / of));
  const isMore = more > 0 && progress.drawn < of && !isLoading;
  progress.sliceAt = isMore ? now : undefined;
  return isMore;
}

function countPoints(masks: DrawnFrame['masks']): number {
  return [...masks.keys()].reduce((sum, { count }) => sum + count, 0);
}

/** The picture from the corner of the canvas on. */
function drawingOf(picture: Picture, products: number): Drawing {
  const { camera, margin, zoom } = picture;
  return {
    camera: { ...camera, shiftX: camera.shiftX + margin.width, shiftY: camera.shiftY + margin.height },
    size: areaOf(picture),
    pointWidth: pointWidth(products, zoom),
  };
}
