import { Button } from '../../parts/button.tsx';
import { Note } from '../../parts/notes.tsx';

/** Over the map while the browser has taken away what it draws with: after sleep, or when other pages need the graphics card. */
export function LostDrawing({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <div class="map-lost">
      <Note>
        <p>
          The browser has interrupted the drawing. The map comes back by itself when the browser allows it. The lists
          beside and below it work meanwhile.
        </p>
        <Button isSmall onClick={onRetry}>
          Draw again
        </Button>
      </Note>
    </div>
  );
}
