import * as z from 'zod';
import { putProductSchema } from '../../../lambdas/http/request-schemas.ts';

/** `null` removes a field, or an entry of a map. The id stands in the path, so it cannot be removed. */
function allowRemoval(name: string, field: z.ZodOptional<z.ZodType>): z.ZodType {
  if (name === 'id') return field;
  const value = field.unwrap();
  // The maps of a product have keys and values of one schema each.
  if (value instanceof z.ZodRecord) {
    const { keyType, valueType } = value as z.ZodRecord<z.ZodString, z.ZodType>;
    return z.record(keyType, valueType.nullable()).nullable().optional();
  }
  return value.nullable().optional();
}

/** A JSON merge patch (RFC 7396) of a product: the result is checked as the body of a PUT is. */
export const productPatchSchema = z.object(
  Object.fromEntries(Object.entries(putProductSchema.shape).map(([name, field]) => [name, allowRemoval(name, field)])),
);
