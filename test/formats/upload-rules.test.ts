import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rejectsKey, UPLOAD_PREFIXES } from '../../lambdas/formats/object-layout.ts';
import {
  computePartLength,
  findKeyFault,
  findNameFault,
  hasUploadJob,
  MAX_PUT_BYTES,
  MAX_UPLOAD_BYTES,
  MAX_UPLOAD_PARTS,
  planParts,
  uploadPrefixes,
} from '../../lambdas/formats/upload-rules.ts';

const { catalog, replaceCatalog, triplets, judging } = UPLOAD_PREFIXES;
const MEBIBYTE = 1024 ** 2;

describe('the plan of the parts of an upload', () => {
  it('covers every byte once, within the limits of S3 and of a request', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAX_UPLOAD_BYTES }), (contentLength) => {
        const plan = planParts(contentLength);
        const lengths = Array.from({ length: plan.partCount }, (_, i) => computePartLength(contentLength, plan, i + 1));
        expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(contentLength);
        expect(plan.partCount).toBeLessThanOrEqual(MAX_UPLOAD_PARTS);
        // S3 takes at most 10,000 parts of 5 MiB to 5 GiB; only the last one may be smaller.
        expect(lengths.slice(0, -1).every((length) => length === plan.partBytes)).toBe(true);
        expect(lengths.at(-1)).toBeGreaterThan(0);
        expect(lengths.at(-1)).toBeLessThanOrEqual(plan.partBytes);
        expect(plan.partBytes).toBeGreaterThanOrEqual(5 * MEBIBYTE);
        expect(plan.partBytes).toBeLessThanOrEqual(5 * 1024 * MEBIBYTE);
        expect(plan.partBytes % MEBIBYTE).toBe(0);
      }),
    );
  });

  it('has parts of 16 MiB, and larger ones where there would be too many', () => {
    expect(planParts(MAX_PUT_BYTES + 1)).toEqual({ partBytes: 16 * MEBIBYTE, partCount: 7 });
    expect(planParts(16_000 * MEBIBYTE)).toEqual({ partBytes: 16 * MEBIBYTE, partCount: 1000 });
    expect(planParts(16_000 * MEBIBYTE + 1)).toEqual({ partBytes: 17 * MEBIBYTE, partCount: 942 });
  });
});

describe('the name of an upload', () => {
  it.each([
    [catalog, 'spring.jsonl.gz'],
    [catalog, '2026/Frühjahr 100%.CSV'],
    [catalog, 'catalog.schema.json'],
    [replaceCatalog, 'feed.xml.zip'],
    [triplets, 'a.parquet'],
    [judging, 'meta.json'],
  ])('may be, under %s, %s', (prefix, name) => {
    expect(findNameFault(prefix, name)).toBeUndefined();
    expect(findKeyFault(prefix + name)).toBeUndefined();
  });

  it.each([
    [catalog, 'a.xlsx', 'ends in none of .jsonl'],
    [catalog, 'catalog', 'ends in none of'],
    [judging, 'a.csv', 'ends in none of'],
    [catalog, '/a.csv', 'has a part that is empty'],
    [catalog, 'a//b.csv', 'has a part that is empty'],
    [catalog, 'a/', 'has a part that is empty'],
    [catalog, '../triplets/a.csv', 'has a part'],
    [catalog, './a.csv', 'has a part'],
    [catalog, 'C:\\shop\\a.csv', 'has the character U+005C'],
    [catalog, 'a\n.csv', 'has the character U+000A'],
    [catalog, 'a\u2028.csv', 'has the character U+2028'],
    [catalog, '\ud800.csv', 'has the character U+D800'],
    [replaceCatalog, 'catalog.schema.json', 'is read at catalog/catalog.schema.json only'],
    [catalog, '2026/catalog.schema.json', 'is read at catalog/catalog.schema.json only'],
    [UPLOAD_PREFIXES.interactions, 'events/a.jsonl', 'is under interactions/events/'],
    [catalog, `${'ü'.repeat(500)}.csv`, 'makes a key of 1012 bytes, expected at most 1010'],
  ])('may not be, under %s, %j: it %s', (prefix, name, fault) => {
    expect(findNameFault(prefix, name)).toContain(fault);
    expect(findKeyFault(prefix + name)).toContain(fault);
  });

  it('makes a key that S3 takes, that URLs keep, and whose report S3 takes too', () => {
    const name = fc
      .array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('.', '..', '', 'a b', 'ü%2F?#', 'é+&')))
      .map((parts) => `${parts.join('/')}.csv`);
    const accepted = { count: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...uploadPrefixes.filter((prefix) => prefix !== judging)), name, (prefix, given) => {
        if (findNameFault(prefix, given) !== undefined) return;
        accepted.count += 1;
        const key = prefix + given;
        expect(key.isWellFormed()).toBe(true);
        expect(Buffer.byteLength(rejectsKey(key))).toBeLessThanOrEqual(1024);
        const url = new URL(`https://bucket.example/${key.split('/').map(encodeURIComponent).join('/')}`);
        expect(decodeURIComponent(url.pathname)).toBe(`/${key}`);
      }),
      { numRuns: 500 },
    );
    expect(accepted.count).toBeGreaterThan(20);
  });

  it('is refused under a prefix that uploads do not have', () => {
    expect(findKeyFault('models/a.csv')).toContain('begins with none of catalog/');
    expect(findKeyFault('catalo')).toContain('begins with none of');
  });
});

it('uploads have a job, except data that judges models', () => {
  expect(uploadPrefixes.filter((prefix) => !hasUploadJob(prefix))).toEqual([judging]);
});
