import { guardsOf, type Mutant } from './mutant.ts';

/** The guards of the core. */
export const coreMutants: readonly Mutant[] = [
  ...guardsOf(
    'lambdas/core/catalog/revision.ts',
    ['test/core/catalog/revision.test.ts'],
    [
      {
        find: "sequencer.replace(/0+$/, '')",
        replace: 'sequencer',
        why: 'Revisions of sequencers of different lengths would be in the wrong order.',
      },
      {
        find: "String(line).padStart(LINE_DIGITS, '0')",
        replace: 'String(line)',
        why: 'Line 10 would come before line 9.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/core/safetensors/read-safetensors.ts',
    ['test/core/safetensors/safetensors.test.ts'],
    [
      {
        find: 'if (length > BigInt(MAX_HEADER_BYTES)) {',
        replace: 'if (length < 0n) {',
        why: 'A file could demand gigabytes for its header.',
      },
      {
        find: 'if (length > BigInt(available)) {',
        replace: 'if (length < 0n) {',
        why: 'The header of a file that was cut off would be read beyond its end.',
      },
      {
        find: 'if (entry.end - entry.begin !== expected) {',
        replace: 'if (entry.end < 0) {',
        why: 'A tensor could have another size than its shape.',
      },
      {
        find: 'if (entry.begin !== end) {',
        replace: 'if (entry.begin < 0) {',
        why: 'Tensors could overlap, or hide data between them.',
      },
      {
        find: 'if (end !== available) {',
        replace: 'if (end < 0) {',
        why: 'A file that was cut off would be read.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/core/model/model-file.ts',
    ['test/core/model/model-file.test.ts'],
    [
      {
        find: 'if (!allFinite(data)) throw',
        replace: 'if (data.length < 0) throw',
        why: 'Weights of infinities would give vectors that JSON writes as null.',
      },
      {
        find: "if (shape === expected.join(' x ')) return;",
        replace: 'if (shape) return;',
        why: 'Transposed weights would be read.',
      },
      {
        find: "if (vocabulary.hash !== Number.parseInt(vocabularyHash ?? '', 16)) {",
        replace: "if (vocabularyHash === '') {",
        why: 'A model with another vocabulary would embed other words.',
      },
      {
        find: 'if (formatVersion === undefined || !FORMAT_VERSIONS.includes(formatVersion)) {',
        replace: 'if (formatVersion === undefined) {',
        why: 'A file of a later version would be read as if nothing had changed.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/core/training/online/step-bounds.ts',
    ['test/core/training/online/train-step.test.ts'],
    [
      {
        find: 'if (length <= Math.max(from, most)) continue;',
        replace: 'if (length) continue;',
        why: 'One request with a huge learning rate would end all learning.',
      },
      {
        find: 'Math.min(MAX_LENGTH, MAX_GROWTH * Math.max(from, LEAST_LENGTH))',
        replace: 'MAX_GROWTH * Math.max(from, LEAST_LENGTH)',
        why: 'Many requests would do what one may not.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/core/training/online/train-step.ts',
    ['test/core/training/online/train-step.test.ts'],
    [
      {
        find: 'if (Number.isFinite(loss) && areParametersFinite(parameters)) return;',
        replace: 'if (parameters) return;',
        why: 'A step that overflows would be reported as one that is too long.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/core/training/run/training-run.ts',
    ['test/core/training/run/train-model.test.ts'],
    [
      {
        find: 'if (!Number.isFinite(loss)) throw',
        replace: 'if (loss === undefined) throw',
        why: 'A run that diverges would train on until its end.',
      },
      {
        find: 'if (!areParametersFinite(plan.model.parameters))',
        replace: 'if (plan.model.parameters === undefined)',
        why: 'Weights that overflow in the last step would be published.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/core/model/embed-each.ts',
    ['test/core/model/embed-each.test.ts'],
    [
      {
        find: 'if (!vector.every(Number.isFinite)) {',
        replace: 'if (vector.length < 0) {',
        why: 'A vector with NaN would be stored.',
      },
      {
        find: 'if (hasDirection(vector) && !(normalize && Math.hypot(...vector) < LEAST_LENGTH)) return vector;',
        replace: 'if (vector) return vector;',
        why: 'A vector of zeros would be stored, which is similar to nothing.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/core/search/best-neighbours.ts',
    ['test/core/search/search-exact.test.ts'],
    [
      {
        find: 'if (!(score >= this.bar)) return;',
        replace: '',
        why: 'A score of NaN, or below the minimum, would be an answer.',
      },
      {
        find: ' || (a.score === b.score && a.id < b.id)',
        replace: '',
        why: 'Equal scores would have another order at each request.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/core/search/delta-index.ts',
    ['test/core/search/search-exact.test.ts'],
    [
      {
        find: 'if (vector.length !== this.D) {',
        replace: 'if (vector.length < 0) {',
        why: 'A vector of another version would be searched.',
      },
      {
        find: 'if (!hasDirection(vector)) {',
        replace: 'if (vector.length < 0) {',
        why: 'A vector of zeros would be searched.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/core/search/segment.ts',
    ['test/core/search/segment.test.ts'],
    [
      {
        find: '    this.#checkIds();\n',
        replace: '',
        why: 'A damaged segment would name other products.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/core/search/segment-format.ts',
    ['test/core/search/segment.test.ts'],
    [
      {
        find: 'if (magic !== MAGIC)',
        replace: "if (magic === '')",
        why: 'Any file would be opened as a segment.',
      },
      {
        find: 'if (end !== fileBytes) throw',
        replace: 'if (end < 0) throw',
        why: 'A segment that was cut off would be opened.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/core/search/segment-columns.ts',
    ['test/core/search/segment.test.ts'],
    [
      {
        find: 'if (next + rows * width > bytes.length)',
        replace: 'if (next < 0)',
        why: 'The codes of a column would be read beyond their section.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/core/checkpoint/checkpoint-file.ts',
    ['test/core/checkpoint/checkpoint-file.test.ts'],
    [
      {
        find: 'if (format !== FORMAT || ',
        replace: 'if (',
        why: 'A run would continue from any file.',
      },
    ],
  ),
];
