import { commandMutants } from './command-mutants.ts';
import { coreMutants } from './core-mutants.ts';
import { formatMutants } from './format-mutants.ts';
import { handlerMutants } from './handler-mutants.ts';
import { localMutants } from './local-mutants.ts';
import type { Mutant } from './mutant.ts';
import { searchMutants } from './search-mutants.ts';
import { stackMutants } from './stack-mutants.ts';
import { storeMutants } from './store-mutants.ts';
import { uploadMutants } from './upload-mutants.ts';
import { useCaseMutants } from './use-case-mutants.ts';

/** The guards that `npm run mutants` takes out one by one. */
export const mutants: readonly Mutant[] = [
  ...handlerMutants,
  ...uploadMutants,
  ...useCaseMutants,
  ...searchMutants,
  ...storeMutants,
  ...coreMutants,
  ...formatMutants,
  ...localMutants,
  ...stackMutants,
  ...commandMutants,
];
