import { useMemo, useRef } from 'preact/hooks';
import type { PointPart } from './points.ts';
import { type Mask, maskOf, type Selection, type ShownCodes } from './shown.ts';

/** Which points are shown, by part. A part keeps its mask until the choice changes, so that no work is done twice while parts arrive. */
export function useMasks(
  parts: readonly PointPart[],
  shown: ShownCodes,
  selection: Selection | undefined,
): ReadonlyMap<PointPart, Mask> {
  const kept = useRef<
    { shown: ShownCodes; selection: Selection | undefined; masks: ReadonlyMap<PointPart, Mask> } | undefined
  >(undefined);
  return useMemo(() => {
    const before = kept.current;
    const isSame = before?.shown === shown && before.selection === selection;
    const masks = new Map(
      parts.map((part) => [part, (isSame && before.masks.get(part)) || maskOf(part, shown, selection)]),
    );
    kept.current = { shown, selection, masks };
    return masks;
  }, [parts, shown, selection]);
}
