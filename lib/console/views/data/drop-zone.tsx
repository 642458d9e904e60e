import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../../parts/icon.tsx';
import { addFiles } from './upload-store.ts';

/** Takes files: dropped anywhere on the page, or chosen with the button. */
export function DropZone() {
  const isOver = useDrop();
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

/** Takes what is dropped on the page. @returns whether something is held above it */
function useDrop(): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      void addFiles([...event.dataTransfer!.files]);
    };
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
