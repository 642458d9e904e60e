import { useState } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import type { ViewProps } from '../../parts/view.ts';
import './data.css';
import { Drafts } from './drafts.tsx';
import { DropZone } from './drop-zone.tsx';
import { Report } from './report.tsx';
import { UploadList } from './upload-list.tsx';
import { drafts } from './upload-store.ts';

/** Upload catalogs and orders, see what was read of them, mend the mapping, and watch them go live. */
export default function Data({ query }: ViewProps) {
  const [isListOpen, setListOpen] = useState(false);
  const key = query.get('key') ?? '';
  if (key !== '') return <Report key={key} uploadKey={key} />;
  // While files are on their way, each shows how far it is: a list below would only jump.
  const isListShown = drafts.value.length === 0 || isListOpen;
  return (
    <div class="data">
      <PageHeader
        title="Data"
        lead="Upload catalogs, orders and baskets. See what was read, mend what was read wrongly, and watch it go live."
      />
      <DropZone />
      <Drafts />
      {isListShown ? (
        <UploadList cursor={query.get('cursor') ?? ''} />
      ) : (
        <div>
          <Button onClick={() => setListOpen(true)}>Show all uploads</Button>
        </div>
      )}
    </div>
  );
}
