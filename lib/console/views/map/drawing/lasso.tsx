import { useRef, useState } from 'preact/hooks';
import type { Position } from '../data/points.ts';

/** A new corner is this far from the one before, in CSS pixels. */
const STEP = 4;

export interface UsedLasso {
  /** The corners so far, in CSS pixels of the stage; undefined while none is drawn. */
  readonly corners: readonly Position[] | undefined;
  readonly start: (event: PointerEvent) => void;
  readonly move: (event: PointerEvent) => void;
  readonly end: () => void;
}

/** Where a pointer is in the stage, in CSS pixels. */
export function positionOf(event: MouseEvent): Position {
  const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
}

/** A line that the reader draws around products. @param onDrawn Called with its corners at the end. */
export function useLasso(onDrawn: (corners: readonly Position[]) => void): UsedLasso {
  const [corners, setCorners] = useState<readonly Position[]>();
  // Several movements can come before the next drawing of the page.
  const drawn = useRef<Position[] | undefined>(undefined);
  return {
    corners,
    start: (event) => {
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      drawn.current = [positionOf(event)];
      setCorners(drawn.current);
    },
    move: (event) => {
      if (!drawn.current) return;
      const next = positionOf(event);
      const last = drawn.current.at(-1)!;
      if (Math.hypot(next[0] - last[0], next[1] - last[1]) < STEP) return;
      drawn.current = [...drawn.current, next];
      setCorners(drawn.current);
    },
    end: () => {
      if (!drawn.current) return;
      onDrawn(drawn.current);
      drawn.current = undefined;
      setCorners(undefined);
    },
  };
}

/** The line as far as it is drawn. */
export function LassoLine({ corners }: { readonly corners: readonly Position[] }) {
  return (
    <svg class="map-lasso" aria-hidden="true">
      <polygon points={corners.map((corner) => corner.join(',')).join(' ')} />
    </svg>
  );
}
