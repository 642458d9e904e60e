import type { Upload } from '../../../client/generated/schemas.ts';
import { countOf, formatCount, formatTime } from '../../common/format.ts';
import { hrefOf } from '../../common/route.ts';
import { EmptyNote, ErrorNote, Note } from '../../parts/notes.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Scroller } from '../../parts/scroller.tsx';
import { Loading, Skeleton } from '../../parts/skeleton.tsx';
import { isCatalogKey, kindOfKey, nameOfKey } from './kinds.ts';
import { MappingEditor } from './mapping-editor.tsx';
import { Steps } from './steps-list.tsx';
import { countsOf, describeFile, wordsOfReason } from './upload-words.ts';
import { useUpload } from './use-upload.ts';

/** What was read of one upload, what was not, and how far it is. */
export function Report({ uploadKey }: { readonly uploadKey: string }) {
  const { upload, steps, isUnknown, isLoading, error, retry } = useUpload(uploadKey);
  return (
    <>
      <PageHeader
        title={nameOfKey(uploadKey)}
        lead={
          <>
            {kindOfKey(uploadKey)?.label ?? 'An upload'} · <a href={hrefOf('data')}>All uploads</a>
          </>
        }
      />
      {error !== undefined && <ErrorNote error={error} onRetry={retry} />}
      {isLoading && <Placeholder />}
      {isUnknown && (
        <EmptyNote icon="data" title="There is no such upload" actions={<a href={hrefOf('data')}>All uploads</a>}>
          The service has no job of {uploadKey}. Judging data never has one.
        </EmptyNote>
      )}
      {!isLoading && !isUnknown && error === undefined && <Steps steps={steps} />}
      {upload && <Sections upload={upload} uploadKey={uploadKey} />}
    </>
  );
}

function Placeholder() {
  return (
    <div class="data-list">
      <Loading what="the report" />
      <Skeleton height="4rem" />
      <Skeleton height="12rem" />
    </div>
  );
}

function Sections({ upload, uploadKey }: { readonly upload: Upload; readonly uploadKey: string }) {
  const { state, cause, file } = upload;
  return (
    <div class="data-report">
      {cause !== undefined && <Cause state={state} cause={cause} mayMend={isCatalogKey(uploadKey) && !file?.columns} />}
      <Counts upload={upload} />
      {file && (
        <section aria-labelledby="data-file">
          <h2 id="data-file">The file</h2>
          <p>{describeFile(file)}</p>
          {file.notes.length > 0 && (
            <ul class="data-notes">
              {file.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          )}
        </section>
      )}
      <Rejected upload={upload} />
      <Ignored ignored={upload.fieldsIgnored} />
      {isCatalogKey(uploadKey) && state !== 'running' ? (
        <MappingEditor upload={upload} uploadKey={uploadKey} />
      ) : (
        <Columns upload={upload} />
      )}
    </div>
  );
}

interface CauseProps extends Pick<Upload, 'state'> {
  readonly cause: string;
  /** Whether no column was read, so that a mapping may help. */
  readonly mayMend: boolean;
}

function Cause({ state, cause, mayMend }: CauseProps) {
  if (state === 'running') return <Note>The service tries again. The last attempt ended with: {cause}</Note>;
  return (
    <div class="note note-danger" role="alert">
      <div class="note-text">
        <h3>The upload failed</h3>
        <p>{cause}</p>
        {mayMend && <p>You can say below which column is which field, and send the file again.</p>}
      </div>
    </div>
  );
}

function Counts({ upload }: { readonly upload: Upload }) {
  const counts = countsOf(upload);
  return (
    <section aria-label="What became of the lines">
      <dl class="data-counts">
        {counts.map(({ name, label, count }) => (
          <div key={name} class={`panel${name === 'rejected' && count > 0 ? ' data-count-bad' : ''}`}>
            <dt class="meta">{label}</dt>
            <dd>{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      <p class="meta">
        Begun {formatTime(upload.startedAt)}, last changed {formatTime(upload.updatedAt)}.
      </p>
    </section>
  );
}

function Rejected({ upload: { rejected = 0, firstRejects = [], rejectsKey } }: { readonly upload: Upload }) {
  if (rejected === 0) return null;
  return (
    <section aria-labelledby="data-rejected">
      <h2 id="data-rejected">{countOf(rejected, 'rejected line')}</h2>
      {firstRejects.length > 0 && (
        <Scroller label="The first rejected lines">
          <table class="table data-table">
            <thead>
              <tr>
                <th class="number">Line</th>
                <th>What is wrong</th>
                <th>How it begins</th>
              </tr>
            </thead>
            <tbody>
              {firstRejects.map(({ line, code, detail, text }) => (
                <tr key={line}>
                  <td class="number">{formatCount(line)}</td>
                  <td>
                    {detail} <span class="meta">({wordsOfReason(code)})</span>
                  </td>
                  <td>
                    <code>{text}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
      {rejectsKey !== undefined && (
        <p class="meta">
          Up to 1,000 of them are in the models bucket, in <code>{rejectsKey}</code>.
        </p>
      )}
    </section>
  );
}

function Ignored({ ignored }: { readonly ignored: Upload['fieldsIgnored'] }) {
  if (ignored === undefined) return null;
  const { values, fields, otherValues = 0 } = ignored;
  return (
    <section aria-labelledby="data-ignored">
      <h2 id="data-ignored">{countOf(values, 'value')} left out or cut</h2>
      <p class="meta">The rest of each line was taken.</p>
      <Scroller label="Values that were left out">
        <table class="table data-table">
          <thead>
            <tr>
              <th>Field</th>
              <th>Why</th>
              <th class="number">Values</th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ field, reason, values: count }) => (
              <tr key={`${field} ${reason}`}>
                <td>{field}</td>
                <td>{wordsOfReason(reason)}</td>
                <td class="number">{formatCount(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
      {otherValues > 0 && <p class="meta">And {countOf(otherValues, 'value')} in other fields.</p>}
    </section>
  );
}

function Columns({ upload }: { readonly upload: Upload }) {
  const columns = upload.file?.columns ?? [];
  if (columns.length === 0) return null;
  return (
    <section aria-labelledby="data-columns">
      <h2 id="data-columns">Columns</h2>
      <Scroller label="How the columns were read">
        <table class="table data-table">
          <thead>
            <tr>
              <th>Column</th>
              <th>Field</th>
              <th>Because</th>
            </tr>
          </thead>
          <tbody>
            {columns.map(({ column, field, type, because }) => (
              <tr key={column}>
                <td>{column}</td>
                <td>{field === 'ignored' ? 'not read' : `${field} (${type})`}</td>
                <td class="meta">{because}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </section>
  );
}
