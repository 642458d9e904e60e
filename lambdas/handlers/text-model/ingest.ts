import { useTextModel } from '../../composition/text-model.ts';
import { handler as ingest } from '../ingest.ts';

// A batch has 256 lines. A slow model may hold up an upload by this time for each, and by a tenth of its time in all.
useTextModel({ patienceSeconds: 30 });

/** The handler `ingest` of a deployment with a text model. */
export const handler = ingest;
