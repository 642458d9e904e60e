import { useEffect, useState } from 'preact/hooks';
import { hasFiles } from '../../common/dropped-files.ts';
import { Icon } from '../../parts/icon.tsx';
import { addFiles } from './upload-store.ts';

/** Where files are chosen, and seen when they are held above the page. */
export function DropZone() {
  const isOver = useHeldFiles();
  return (
    <label class={`data-drop${isOver ? ' data-drop-over' : ''}`}>
      <span class="empty-icon">
        <Icon name="plus" size={28} />
      </span>
      <strong>{isOver ? 'Drop the files' : 'Drop files here, or choose them'}</strong>
      <span class="meta">
        Catalogs, orders, baskets and exports of shops, as they are: CSV, JSON, XML, Parquet, also with gzip or zip.
        Nothing is sent before you say so.
      </span>
      <input
        type="file"
        multiple
        class="visually-hidden"
        onChange={(event) => {
          void addFiles([...(event.currentTarget.files ?? [])]);
          // The same file can be chosen again.
          event.currentTarget.value = '';
        }}
      />
    </label>
  );
}

/** Whether something is held above the page. The shell takes what is dropped. */
function useHeldFiles(): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const onOver = (event: DragEvent) => hasFiles(event) && setOver(true);
    const onLeave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const onDrop = () => setOver(false);
    addEventListener('dragover', onOver);
    addEventListener('dragleave', onLeave);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('dragover', onOver);
      removeEventListener('dragleave', onLeave);
      removeEventListener('drop', onDrop);
    };
  }, []);
  return isOver;
}
