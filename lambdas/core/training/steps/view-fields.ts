import { fieldOfToken, type TokenField } from '../../features/product-tokens.ts';
import type { ModelInput } from '../../model/model.ts';

/** What a shop gives as one: the same words are tokens in several ways, and are missing together. */
const GIVEN: Readonly<Record<TokenField, string>> = {
  title: 'title',
  compound: 'title',
  gram: 'title',
  description: 'description',
  text: 'description',
  brand: 'brand',
  category: 'category',
  attribute: 'attribute',
  number: 'number',
};

/** Of rows that belong to no field: those that unknown tokens share, which may be of any, and identities. */
export const NO_FIELD = 255;

/** The fields of what an encoder reads, by numbers: a field that is missing is missing whole. */
export interface ViewFields {
  /** (T): of the rows of the token table, or NO_FIELD. */
  readonly ofRow: Uint8Array;
  /** (F): of the dense inputs; all numbers are one field with their bins, each given vector is one. */
  readonly ofDense: Uint8Array;
}

/** The fields of an encoder's input; a linear encoder has one. */
export function viewFieldsOf(input: ModelInput): ViewFields {
  if (input.encoder === 'linear') return { ofRow: new Uint8Array(0), ofDense: new Uint8Array(input.inputDim) };
  const { vocabulary, tableRows, sources } = input.space;
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name)!;
  };
  const ofRow = new Uint8Array(tableRows).fill(NO_FIELD);
  vocabulary.tokens.forEach((token, row) => {
    ofRow[row] = numberOf(GIVEN[fieldOfToken(token)]);
  });
  const ofDense = sources.flatMap((source) => {
    if (source.kind === 'number') return [numberOf('number')];
    const name = source.kind === 'vector' ? `vector ${source.name}` : 'features';
    return Array<number>(source.width).fill(numberOf(name));
  });
  return { ofRow, ofDense: Uint8Array.from(ofDense) };
}
