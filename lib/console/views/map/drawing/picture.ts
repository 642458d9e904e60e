import { useRef } from 'preact/hooks';
import type { Camera, Size } from './camera.ts';

/** The picture reaches beyond the window by this share of its width and of its height on each side. */
const MARGIN = 0.25;
/** A picture is shown larger or smaller by at most this factor: then it is drawn again, sharp. */
const MAX_STRETCH = 2;

/** The points and labels as they are drawn, and how they are shown while the reader moves the map. */
export interface Picture {
  /** What it is drawn for: where the map was then. Positions count from the top left corner of the window. */
  readonly camera: Camera;
  readonly size: Size;
  /** How far the reader had zoomed in. */
  readonly zoom: number;
  /** How far it reaches beyond the window to the left and right, and to the top and bottom, in CSS pixels. */
  readonly margin: Size;
  /** Where its top left corner is shown now, and how much larger than it was drawn. */
  readonly shown: Shift;
}

interface Shift {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** How far a picture reaches beyond a window. */
function marginOf({ width, height }: Size): Size {
  return { width: Math.round(width * MARGIN), height: Math.round(height * MARGIN) };
}

/** How large a picture is, with what reaches beyond the window. */
export function areaOf({ size, margin }: Pick<Picture, 'size' | 'margin'>): Size {
  return { width: size.width + 2 * margin.width, height: size.height + 2 * margin.height };
}

/** Where what is drawn for a camera must be shown to be in its place for another one. */
export function shiftBetween(drawn: Camera, now: Camera): Shift {
  const scale = now.scaleX / drawn.scaleX;
  return { x: now.shiftX - scale * drawn.shiftX, y: now.shiftY - scale * drawn.shiftY, scale };
}

/** Whether a picture, shown for another camera, has all points that are in the window, and is not stretched much. */
export function suffices(drawn: Camera, now: Camera, size: Size): boolean {
  const { x, y, scale } = shiftBetween(drawn, now);
  if (scale > MAX_STRETCH || scale < 1 / MAX_STRETCH) return false;
  const margin = marginOf(size);
  // Beyond the edges of the map there is nothing to draw.
  const left = Math.max(0, now.shiftX);
  const right = Math.min(size.width, now.shiftX + now.scaleX);
  const top = Math.max(0, now.shiftY + now.scaleY);
  const bottom = Math.min(size.height, now.shiftY);
  return (
    x - scale * margin.width <= left &&
    x + scale * (size.width + margin.width) >= right &&
    y - scale * margin.height <= top &&
    y + scale * (size.height + margin.height) >= bottom
  );
}

/**
 * The picture for a camera, and how far that is zoomed in. While the reader moves the map, the browser only shifts and stretches what is drawn, as far as that
 * suffices. At rest it is drawn for the place where the map is.
 */
export function usePicture(camera: Camera, zoom: number, size: Size, isMoving: boolean): Picture {
  const kept = useRef<Omit<Picture, 'shown'> | undefined>(undefined);
  const before = kept.current;
  const isKept =
    before?.size === size && (isMoving ? suffices(before.camera, camera, size) : isSame(before.camera, camera));
  const drawn = isKept ? before : { camera, size, zoom, margin: marginOf(size) };
  kept.current = drawn;
  return { ...drawn, shown: shiftBetween(drawn.camera, camera) };
}

function isSame(a: Camera, b: Camera): boolean {
  return a.scaleX === b.scaleX && a.shiftX === b.shiftX && a.scaleY === b.scaleY && a.shiftY === b.shiftY;
}
