import { layOutSafetensors } from './layout.ts';
import { SafetensorsError } from './safetensors-error.ts';
import { countElements, type Tensor } from './tensor.ts';

/**
 * Writes a safetensors file: the head (layout.ts) and the bytes of the tensors without holes. The same content gives the
 * same bytes.
 *
 * @throws SafetensorsError `invalid-name` for two tensors with one name, `wrong-size` if data and shape do not match
 */
export function writeSafetensors(file: {
  tensors: readonly Tensor[];
  metadata: Readonly<Record<string, string>>;
}): Uint8Array {
  checkTensors(file.tensors);
  const { head, tensors } = layOutSafetensors(file.tensors, file.metadata);
  const bytes = new Uint8Array(head.length + tensors.reduce((sum, tensor) => sum + tensor.data.byteLength, 0));
  bytes.set(head);
  let at = head.length;
  for (const { data } of tensors) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

function checkTensors(tensors: readonly Tensor[]): void {
  for (const { name, shape, data } of tensors) {
    if (countElements(shape) !== data.length) {
      throw new SafetensorsError('wrong-size', `${name} has ${data.length} numbers, expected ${shape.join(' x ')}`);
    }
  }
}
