import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PointPart } from '../data/points.ts';
import type { Mask } from '../data/shown.ts';
import type { Camera, Size } from './camera.ts';
import { coarsestStride, nextStride } from './detail.ts';
import { GROUND } from './palette.ts';
import { PointRenderer } from './renderer.ts';
import { resolveColours, useSchemeChanges } from './resolve-colours.ts';

interface PointsCanvasProps {
  /** The parts that have arrived, and which of their points are shown. */
  readonly masks: ReadonlyMap<PointPart, Mask>;
  /** The number of the colour, and the colours of its codes in CSS. */
  readonly colour: number;
  readonly palette: readonly string[];
  readonly camera: Camera;
  readonly size: Size;
  /** In CSS pixels. */
  readonly pointWidth: number;
  /** Whether the reader is moving the map. */
  readonly isMoving: boolean;
  /** Whether more parts are awaited: a complete drawing for each of them would take longer than to load them. */
  readonly isLoading: boolean;
  /** What it shows, for readers of the screen. */
  readonly label: string;
  /** Called if the browser cannot draw points, and if it cannot any more. */
  readonly onMissing: () => void;
}

/** The points, drawn with WebGL. */
export function PointsCanvas(props: PointsCanvasProps) {
  const { masks, colour, palette, label, onMissing } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const schemeChanges = useSchemeChanges();
  const [renderer, setRenderer] = useState<PointRenderer>();
  useEffect(() => {
    const made = PointRenderer.create(canvas.current!);
    if (!made) return onMissing();
    setRenderer(made);
    return () => made.dispose();
  }, []);
  useEffect(() => {
    if (renderer) for (const [part, mask] of masks) renderer.show(part, mask);
  }, [renderer, masks]);
  useEffect(() => {
    renderer?.setColour(colour, resolveColours([...palette, GROUND]));
  }, [renderer, colour, palette, schemeChanges]);
  useFrames(canvas, renderer, props, schemeChanges);
  return <canvas ref={canvas} class="map-canvas" role="img" aria-label={label} />;
}

interface FrameState {
  /** The frame that the browser is asked for; 0 for none. */
  request: number;
  /** How many points a drawn one stands for while the map moves. The next movement begins with it. */
  stride: number;
  /** When the last frame was drawn, if it was one of a movement. */
  movedAt: number | undefined;
}

/** Draws a frame when the browser is ready for one, after each change. While the map moves, slow machines draw fewer points. */
function useFrames(
  canvas: RefObject<HTMLCanvasElement | null>,
  renderer: PointRenderer | undefined,
  props: PointsCanvasProps,
  schemeChanges: number,
): void {
  const newest = useRef(props);
  newest.current = props;
  const state = useRef<FrameState>({ request: 0, stride: 1, movedAt: undefined });
  const { masks, colour, palette, camera, size, pointWidth, isMoving, isLoading } = props;
  const { scaleX, shiftX, scaleY, shiftY } = camera;
  useEffect(() => {
    const current = state.current;
    if (!renderer || current.request !== 0) return;
    current.request = requestAnimationFrame((now) => {
      current.request = 0;
      const element = canvas.current;
      // The reader may have left the view since the frame was asked for.
      if (!element) return;
      const frame = newest.current;
      const points = [...frame.masks.keys()].reduce((sum, { count }) => sum + count, 0);
      if (frame.isMoving && current.movedAt !== undefined) {
        current.stride = nextStride(current.stride, now - current.movedAt, points);
      }
      current.movedAt = frame.isMoving ? now : undefined;
      const stride = frame.isMoving ? current.stride : frame.isLoading ? coarsestStride(points) : 1;
      renderer.draw({ ...frame, stride });
      // For measurements.
      element.dataset.drawn = String(Math.ceil(points / stride));
    });
  }, [
    renderer,
    masks,
    colour,
    palette,
    scaleX,
    shiftX,
    scaleY,
    shiftY,
    size,
    pointWidth,
    isMoving,
    isLoading,
    schemeChanges,
  ]);
  useEffect(() => () => cancelAnimationFrame(state.current.request), []);
}
