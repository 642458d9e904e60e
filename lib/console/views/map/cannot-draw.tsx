import { Note } from '../../parts/notes.tsx';

/** In place of the map where the browser cannot draw it. */
export function CannotDraw() {
  return (
    <Note>
      This browser cannot draw the map, because it has no WebGL 2 or has turned it off. The list of clusters below has
      the same products.
    </Note>
  );
}
