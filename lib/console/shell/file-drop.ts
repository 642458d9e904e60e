import { useEffect } from 'preact/hooks';
import { hasFiles } from '../common/dropped-files.ts';
import { goTo } from '../common/navigate.ts';
import type { View } from '../parts/view.ts';

/** Takes files that are dropped on any view to the view for files. A browser by itself would leave the console to show them. */
export function useFileDrop(views: readonly View[]): void {
  useEffect(() => {
    const taker = views.find(({ takeFiles }) => takeFiles !== undefined);
    if (taker === undefined) return;
    const onOver = (event: DragEvent) => hasFiles(event) && event.preventDefault();
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      const files = [...event.dataTransfer!.files];
      goTo(taker.name);
      // If its code cannot be loaded, the view says so itself.
      taker.takeFiles!().then(
        ({ addFiles }) => addFiles(files),
        () => undefined,
      );
    };
    addEventListener('dragover', onOver);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('dragover', onOver);
      removeEventListener('drop', onDrop);
    };
  }, [views]);
}
