import { type Command, Option } from 'commander';
import { joinMappings, parseMappedFields } from '../../lambdas/formats/columns/parse-mapping.ts';
import type { RecordKind } from '../../lambdas/formats/object-layout.ts';
import type { ReadOptions } from '../../lambdas/formats/reading/read-records.ts';
import { readMappingBeside } from '../../lib/terminal/catalog-mapping.ts';

/** The options of a command that reads a catalog or training data. */
export interface ReadingOptions {
  readonly map?: readonly string[];
  readonly strict?: true;
}

/** Adds the options that say how files are read. */
export function addReadingOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--map <field=column>',
        'the column or JSON key of a field: id=Handle, attributes.colour=Farbe, anchor=Product; may be repeated ' +
          '(default: found by the names; catalog.schema.json beside the catalog says more)',
      ).argParser((text: string, before: readonly string[] = []) => [...before, text]),
    )
    .option('--strict', 'reject a record with a value that cannot be read (default: only the value is left out)');
}

/** How a file is read by the options, and by the mapping beside a catalog. @throws FormatError `invalid-mapping` */
export function readOptionsOf(file: string, kind: RecordKind, { map = [], strict }: ReadingOptions): ReadOptions {
  const beside = kind === 'catalog' ? readMappingBeside(file) : {};
  return { schema: joinMappings(beside, parseMappedFields(map)), ...(strict && { strict }) };
}
