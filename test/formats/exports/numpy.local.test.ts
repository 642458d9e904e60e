import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportFormats } from '../../../lambdas/formats/exports/export-formats.ts';
import { exportedIds, exportedTable, exportedVectors, gather } from '../../support/formats/exported.ts';
import { temporaryFolder } from '../../support/local/local-stack-fixture.ts';

/** Exits with 3 if numpy is not there. */
const SCRIPT = `
import json, os, sys
try:
    import numpy as np
except ImportError:
    sys.exit(3)
os.chdir(sys.argv[1])
array = np.load("v.npy", mmap_mode="r")
table = np.loadtxt("v.tsv", delimiter="\\t", dtype=np.float64).astype(np.float32)
ids = json.load(open("v.ids.json", encoding="utf-8"))
print(json.dumps({"dtype": str(array.dtype), "shape": array.shape, "bytes": array.tobytes().hex(),
                  "same": bool((table == array).all()), "ids": ids}))
`;

describe('numpy', () => {
  it('reads the exported array, its ids and the vectors of the projector', async ({ skip }) => {
    const folder = temporaryFolder();
    for (const name of ['npy', 'tsv'] as const)
      writeFileSync(join(folder, `v.${name}`), await gather(exportFormats[name].writeVectors(exportedTable)));
    writeFileSync(join(folder, 'v.ids.json'), await gather(exportFormats.npy.companion!.write(exportedTable)));
    const { status, stdout, stderr, error } = spawnSync('python3', ['-c', SCRIPT, folder], { encoding: 'utf8' });
    if (error || status === 3) skip('python3 with numpy is not installed on this machine');
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      ...{ dtype: 'float32', shape: [7, 3], same: true, ids: exportedIds },
      bytes: Buffer.from(exportedVectors.buffer).toString('hex'),
    });
  });
});
