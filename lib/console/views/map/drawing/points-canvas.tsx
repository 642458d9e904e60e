import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { GROUND } from './palette.ts';
import { areaOf, type Picture } from './picture.ts';
import { PointRenderer } from './renderer.ts';
import { resolveColours, useSchemeChanges } from './resolve-colours.ts';
import { type DrawnFrame, useFrames } from './use-frames.ts';

interface PointsCanvasProps extends DrawnFrame {
  /** The number of the colour, and the colours of its codes in CSS. */
  readonly colour: number;
  readonly palette: readonly string[];
  /** What it shows, for readers of the screen. */
  readonly label: string;
  /** Called if the browser cannot draw points. */
  readonly onMissing: () => void;
  /** Called with `true` when the browser takes what it draws with away, and with `false` when it gives it back. */
  readonly onLost: (isLost: boolean) => void;
}

/** The points, drawn with WebGL. */
export function PointsCanvas(props: PointsCanvasProps) {
  const { masks, colour, palette, label, picture } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const schemeChanges = useSchemeChanges();
  const renderer = useRenderer(canvas, props);
  useEffect(() => {
    if (renderer) for (const [part, mask] of masks) renderer.show(part, mask);
  }, [renderer, masks]);
  useEffect(() => {
    renderer?.setColour(colour, resolveColours([...palette, GROUND]));
  }, [renderer, colour, palette, schemeChanges]);
  useFrames(canvas, renderer, props, [renderer, colour, palette, picture.camera, picture.size, schemeChanges]);
  return <canvas ref={canvas} class="map-canvas" style={placeOf(picture)} role="img" aria-label={label} />;
}

/** The renderer of a canvas; undefined while the browser does not let it draw. */
function useRenderer(
  canvas: RefObject<HTMLCanvasElement | null>,
  { onMissing, onLost }: PointsCanvasProps,
): PointRenderer | undefined {
  const [renderer, setRenderer] = useState<PointRenderer>();
  useEffect(() => {
    const element = canvas.current!;
    const stop = new AbortController();
    let made: PointRenderer | undefined;
    const make = () => {
      made = PointRenderer.create(element);
      setRenderer(made);
      if (made) onLost(false);
      else onMissing();
    };
    const lose = (event: Event) => {
      // Otherwise the browser would not give it back.
      event.preventDefault();
      setRenderer(undefined);
      onLost(true);
    };
    element.addEventListener('webglcontextlost', lose, stop);
    element.addEventListener('webglcontextrestored', make, stop);
    make();
    return () => {
      stop.abort();
      made?.dispose();
    };
  }, []);
  return renderer;
}

/** Where the canvas is in the picture. */
function placeOf(picture: Picture) {
  const { width, height } = areaOf(picture);
  const { margin } = picture;
  return { left: `${-margin.width}px`, top: `${-margin.height}px`, width: `${width}px`, height: `${height}px` };
}
