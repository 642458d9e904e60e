import { Button } from '../../parts/button.tsx';
import type { UsedZoom } from './drawing/use-zoom.ts';

/** How much a press of a button zooms. */
const STEP = 1.8;

interface StageControlsProps {
  readonly view: UsedZoom;
  readonly isLassoOn: boolean;
  readonly onLasso: (isOn: boolean) => void;
}

/** Buttons above the map: zoom and lasso. */
export function StageControls({ view, isLassoOn, onLasso }: StageControlsProps) {
  return (
    <div class="map-controls">
      <Button isSmall icon="lasso" aria-pressed={isLassoOn} onClick={() => onLasso(!isLassoOn)}>
        Lasso
      </Button>
      <Button isSmall icon="plus" isIconOnly onClick={() => view.zoomBy(STEP)}>
        Zoom in
      </Button>
      <Button isSmall icon="minus" isIconOnly onClick={() => view.zoomBy(1 / STEP)}>
        Zoom out
      </Button>
      <Button isSmall onClick={view.reset}>
        Whole map
      </Button>
    </div>
  );
}
