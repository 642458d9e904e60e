import { describe, expect, it } from 'vitest';
import { defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import type { ModelInput } from '../../../lambdas/core/model/model.ts';
import { hasSameInputs } from '../../../lambdas/core/model/same-inputs.ts';

const lamp = { id: 'a', title: 'lamp', features: [1, 2], attributes: { colour: 'red', inStock: true } };
const bag: ModelInput = { encoder: 'bag', space: fitFeatureSpace([lamp], [], defaultFeatureConfig) };
const space = fitFeatureSpace([lamp], [], { ...defaultFeatureConfig, asFeatures: ['stock', 'inStock'] });
const stocked: ModelInput = { encoder: 'bag', space };
const linear: ModelInput = { encoder: 'linear', inputDim: 2 };

describe('the inputs of a model', () => {
  it('are the same if only payload and stock differ', () => {
    const sold = { ...lamp, payload: { stock: 0 }, attributes: { colour: 'red', inStock: false } };
    expect([bag, linear, stocked].map((input) => hasSameInputs(input, lamp, sold))).toEqual([true, true, false]);
    const moved = { ...lamp, payload: { stock: 4 } };
    expect(hasSameInputs(stocked, { ...lamp, payload: { stock: 3 } }, moved)).toBe(false);
  });

  it('differ if a text or a number differs that the model reads', () => {
    expect([bag, linear].map((input) => hasSameInputs(input, lamp, { ...lamp, title: 'cup' }))).toEqual([false, true]);
    const scaled = { ...lamp, features: [2, 4] };
    expect([bag, linear].map((input) => hasSameInputs(input, lamp, scaled))).toEqual([false, false]);
    expect(hasSameInputs(linear, { id: 'a' }, { id: 'b' })).toBe(false);
    expect(hasSameInputs(linear, { id: 'a' }, { id: 'a', title: 'cup' })).toBe(true);
  });
});
