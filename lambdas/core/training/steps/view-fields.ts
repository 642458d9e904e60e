import { parseTokenField, tokenFields } from '../../features/product-tokens.ts';
import type { ModelInput } from '../../model/model.ts';

/** Of rows that belong to no field: those that unknown tokens share, which may be of any, and identities. */
export const NO_FIELD = 255;

/** The fields of the inputs of an encoder, by numbers. A missing field is missing as a whole. */
export interface ViewFields {
  /** (T): the fields of the rows of the token table, or NO_FIELD. */
  readonly ofRow: Uint8Array;
  /** (F): the fields of the dense inputs. All numbers, with their bins, are one field, and each given vector is one. */
  readonly ofDense: Uint8Array;
}

/** Maps the inputs of an encoder to fields. A linear encoder has one field. */
export function mapViewFields(input: ModelInput): ViewFields {
  if (input.encoder === 'linear') return { ofRow: new Uint8Array(0), ofDense: new Uint8Array(input.inputDim) };
  const { vocabulary, tableRows, sources } = input.space;
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name)!;
  };
  const ofRow = new Uint8Array(tableRows).fill(NO_FIELD);
  vocabulary.tokens.forEach((token, row) => {
    ofRow[row] = numberOf(tokenFields[parseTokenField(token)].given);
  });
  const ofDense = sources.flatMap((source) => {
    if (source.kind === 'number') return [numberOf('number')];
    const name = source.kind === 'vector' ? `vector ${source.name}` : 'features';
    return Array<number>(source.width).fill(numberOf(name));
  });
  return { ofRow, ofDense: Uint8Array.from(ofDense) };
}
