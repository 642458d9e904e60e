import { readPageRequest } from '../../../lambdas/http/query-parameters.ts';
import type { Operations } from './operation.ts';
import { exportLocation, pageParameters } from './shared.ts';

export const exportOperations: Operations = {
  startExport: {
    route: 'startExport',
    tag: 'Exports',
    description:
      'Writes the vectors of a version, or the nearest products of every product, into files. The export continues in ' +
      'the background: read its job at `location`. With an idempotency key a repeated request gets the same answer for 24 hours.',
    headers: {
      'idempotency-key':
        'Makes a repetition safe: the same key and body start one export. 1 to 255 printable ASCII characters; quotes are optional.',
    },
    body: { schema: 'ExportRequest' },
    answers: {
      202: {
        description: 'The export is queued.',
        schema: 'ExportBrief',
        headers: {
          ...exportLocation,
          'idempotency-replayed?': '`true` if this is the stored answer to an earlier request.',
        },
      },
    },
    problems: [
      'invalid-idempotency-key',
      'request-in-progress',
      'idempotency-key-reused',
      'model-not-found',
      'no-live-version',
      'version-not-stored',
      'too-many-exports',
    ],
    examples: [
      {
        name: 'neighbours',
        headers: { 'idempotency-key': '"5f0c6d7e-5a0a-4c55-9a3c-5d2a1b7a4a10"' },
        body: { format: 'parquet', neighbours: { k: 50 } },
      },
      {
        name: 'vectors',
        headers: { 'idempotency-key': '"4c1f8b52-0f6d-4d63-8d0e-2f5b9c6e7a21"' },
        body: { format: 'npy', filter: 'brand:Ridge' },
      },
    ],
  },
  cancelExport: {
    route: 'changeExport',
    action: 'cancel',
    summary: 'Cancel an export',
    tag: 'Exports',
    description: 'Requests that an export ends. It ends within seconds, and gives out no files.',
    path: { id: 'The id of the export.' },
    body: { schema: 'CancelRequest' },
    answers: { 202: { description: 'The export will end.', schema: 'ExportBrief', headers: exportLocation } },
    problems: ['export-not-found', 'export-not-running'],
    examples: [{ name: 'export', path: { id: 'export-running' }, body: { why: 'the wrong format', by: 'ann' } }],
  },
  listExports: {
    route: 'listExports',
    tag: 'Exports',
    description: 'Lists the exports, newest first, without their files.',
    query: { read: readPageRequest, parameters: pageParameters },
    answers: { 200: { description: 'A page of exports.', schema: 'ExportPage' } },
    problems: ['invalid-cursor'],
    examples: [{ name: 'first page', query: { limit: '1' } }],
  },
  getExport: {
    route: 'getExport',
    tag: 'Exports',
    description:
      'Reads an export: its state and progress, and after its end its files. Each file has a link that works for 15 ' +
      'minutes without credentials; read the export again for new links.',
    path: { id: 'The id of the export.' },
    answers: { 200: { description: 'The export.', schema: 'Export' } },
    problems: ['export-not-found'],
    examples: [{ name: 'export', path: { id: 'export-nightly' } }],
  },
};
