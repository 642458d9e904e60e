import { useEffect, useRef, useState } from 'preact/hooks';
import { goTo } from '../../common/navigate.ts';
import type { PointIndex } from './data/point-index.ts';
import type { Position } from './data/points.ts';
import type { UsedNames } from './data/use-names.ts';
import { type Camera, MAX_REACH, reachOf, toMap } from './drawing/camera.ts';

/** The pointer must rest so long before names are asked for: a part of names is large. */
const REST_MILLISECONDS = 120;

export interface UsedHover {
  /** The product at the pointer. */
  readonly row: number | undefined;
  /** Whether a finger has chosen it: its card stays, and has the link. */
  readonly isPinned: boolean;
  readonly move: (position: Position, isMoving: boolean) => void;
  readonly leave: () => void;
  /** Goes to the product at a position, or shows its card if a finger has chosen it. */
  readonly choose: (position: Position, event: MouseEvent) => void;
}

/** The product that the pointer is at. */
export function useHover(
  camera: Camera,
  index: PointIndex,
  isShown: (row: number) => boolean,
  names: UsedNames,
): UsedHover {
  const [hovered, setHovered] = useState<{ readonly row: number; readonly isPinned: boolean }>();
  const isPresent = useRef(true);
  useEffect(
    () => () => {
      isPresent.current = false;
    },
    [],
  );
  const row = hovered?.row;
  useEffect(() => {
    if (row === undefined) return;
    const timer = setTimeout(() => void names.load([row]), REST_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [row, names.load]);
  const find = (at: Position) => index.nearest(toMap(camera, at), reachOf(camera, MAX_REACH), isShown);
  const show = (found: number | undefined, isPinned: boolean) =>
    setHovered(found === undefined ? undefined : { row: found, isPinned });
  return {
    row,
    isPinned: hovered?.isPinned ?? false,
    move: (position, isMoving) => {
      if (isMoving) return;
      const found = find(position);
      if (found !== row) show(found, false);
    },
    leave: () => setHovered(undefined),
    choose: (position, event) => {
      const found = find(position);
      if (found === undefined || isTouch(event)) return show(found, true);
      void names.load([found]).then(() => {
        const id = names.get(found)?.id;
        if (id !== undefined && isPresent.current) goTo('explore', { like: id });
      });
    },
  };
}

/** Browsers tell the kind of pointer of a click, but not all type declarations do. */
function isTouch(event: MouseEvent): boolean {
  return (event as PointerEvent).pointerType === 'touch';
}
