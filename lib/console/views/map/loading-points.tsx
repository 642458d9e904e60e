import { formatCount } from '../../common/format.ts';

/** How many points have arrived. */
export function LoadingPoints({ loaded, of }: { readonly loaded: number; readonly of: number }) {
  return (
    <div class="map-loading">
      <label for="map-progress">
        Loading points: {formatCount(loaded)} of {formatCount(of)}
      </label>
      <progress id="map-progress" max={of} value={loaded} />
    </div>
  );
}
