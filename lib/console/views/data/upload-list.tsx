import type { Upload, UploadPage } from '../../../client/generated/schemas.ts';
import { type UsedRequest, useRequest } from '../../api/use-request.ts';
import { countOf, formatTime } from '../../common/format.ts';
import { hrefOf } from '../../common/route.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyNote, ErrorNote } from '../../parts/notes.tsx';
import { Loading, Skeleton } from '../../parts/skeleton.tsx';
import { kindOfKey, nameOfKey } from './kinds.ts';
import { sentFiles } from './upload-store.ts';
import { stateWords } from './upload-words.ts';

const PAGE = 20;

interface UploadListProps {
  /** Where the page of older uploads begins; empty for the newest. */
  readonly cursor: string;
}

type Page = Extract<UploadPage, { readonly data: unknown }>;

/** The uploads of the shop, the newest first. */
export function UploadList({ cursor }: UploadListProps) {
  const uploads = useRequest(
    `uploads ${cursor} ${sentFiles.value.size}`,
    async (api, signal) =>
      (await api.listUploads({ limit: PAGE, ...(cursor !== '' && { cursor }) }, { signal })) as Page,
  );
  return (
    <section aria-labelledby="data-uploads">
      <div class="data-head">
        <h2 id="data-uploads">{cursor === '' ? 'Uploads' : 'Older uploads'}</h2>
        {uploads.value && (
          <Button look="quiet" isSmall icon="retry" onClick={uploads.retry}>
            Look again
          </Button>
        )}
      </div>
      <Found {...uploads} />
    </section>
  );
}

function Found({ value, error, retry }: UsedRequest<Page>) {
  if (error !== undefined) return <ErrorNote error={error} onRetry={retry} />;
  if (value === undefined) return <Placeholder />;
  if (value.data.length === 0) {
    return (
      <EmptyNote icon="data" title="Nothing was uploaded yet">
        Drop a catalog above. Then add orders or baskets, from which the model learns what belongs together.
      </EmptyNote>
    );
  }
  return (
    <>
      <ul class="data-list">
        {value.data.map((upload) => (
          <UploadRow key={upload.id} upload={upload} />
        ))}
      </ul>
      {value.nextCursor !== null && (
        <p>
          <a href={hrefOf('data', { cursor: value.nextCursor })}>Older uploads</a>
        </p>
      )}
    </>
  );
}

function UploadRow({ upload }: { readonly upload: Upload }) {
  const { id, state, lines, rejected = 0, updatedAt } = upload;
  return (
    <li class="data-row">
      <div class="data-row-name">
        <a href={hrefOf('data', { key: id })}>{nameOfKey(id)}</a>
        <span class="meta">{kindOfKey(id)?.label ?? 'Unknown'}</span>
      </div>
      <span class={`data-state data-state-${state}`}>{stateWords[state]}</span>
      <span class="meta">
        {lines !== undefined && countOf(lines, 'line')}
        {rejected > 0 && `, ${countOf(rejected, 'line')} rejected`}
      </span>
      <time class="meta" dateTime={updatedAt}>
        {formatTime(updatedAt)}
      </time>
    </li>
  );
}

function Placeholder() {
  return (
    <div class="data-list">
      <Loading what="the uploads" />
      {Array.from({ length: 5 }, (_, i) => (
        <Skeleton key={i} height="3.25rem" />
      ))}
    </div>
  );
}
