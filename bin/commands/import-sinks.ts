import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPRESSED_JSON_LINES } from '../../lambdas/formats/object-layout.ts';
import { UsageError } from '../../lib/terminal/command-line.ts';
import type { DataFile } from '../../lib/terminal/data-folder.ts';
import { makeFolder } from '../../lib/terminal/output-folder.ts';
import type { TextStream } from '../../lib/terminal/text-stream.ts';
import { checkOutputFolder, writeWhole } from '../files/output-file.ts';
import type { ImportReport } from '../importing/import-report.ts';

/** The report of an import, beside the data. */
export const REPORT_FILE = 'import.json';
/** Records that a preview shows of each kind. */
const SHOWN_RECORDS = 3;

/** Where an import puts its records. */
export interface ImportSink {
  /** @returns the path of the file; '' if none was written */
  write(name: DataFile, records: AsyncIterable<unknown> | Iterable<unknown>): Promise<string>;
  finish(report: ImportReport): void;
}

/** A data folder, as `npm start` and the commands read it. */
export class FolderSink implements ImportSink {
  readonly #folder: string;

  /** @throws as checkOutputFolder does */
  constructor(folder: string) {
    this.#folder = folder;
    checkOutputFolder(folder);
  }

  /** Makes the folder with its first file. @throws UsageError `wrong-value` if another file of the folder has the same content by its name */
  async write(name: DataFile, records: AsyncIterable<unknown> | Iterable<unknown>): Promise<string> {
    makeFolder(this.#folder);
    const fileName = `${name}${COMPRESSED_JSON_LINES}`;
    const others = readdirSync(this.#folder).filter((one) => one.startsWith(`${name}.`) && one !== fileName);
    if (others.length > 0) {
      const problem = `${this.#folder} has ${others.join(', ')}, and the import writes ${fileName} beside it`;
      throw new UsageError('wrong-value', `${problem}\nRemove it, or choose another folder for --out.`);
    }
    const file = join(this.#folder, fileName);
    let count = 0;
    const lines = async function* () {
      for await (const record of records) {
        count += 1;
        yield `${JSON.stringify(record)}\n`;
      }
    };
    await writeWhole(file, lines());
    if (count > 0) return file;
    rmSync(file);
    return '';
  }

  finish(report: ImportReport): void {
    const file = join(this.#folder, REPORT_FILE);
    if (existsSync(this.#folder)) writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
  }
}

/** Shows the first records as they would be stored. */
export class PreviewSink implements ImportSink {
  readonly #stream: TextStream;

  constructor(stream: TextStream) {
    this.#stream = stream;
  }

  async write(name: DataFile, records: AsyncIterable<unknown> | Iterable<unknown>): Promise<string> {
    let count = 0;
    for await (const record of records) {
      count += 1;
      if (count === 1) this.#stream.write(`${name}${COMPRESSED_JSON_LINES} would begin with:\n`);
      if (count <= SHOWN_RECORDS) this.#stream.write(`${JSON.stringify(record, undefined, 2)}\n`);
    }
    return '';
  }

  finish(): void {}
}
