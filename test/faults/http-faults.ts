import { type FaultGroup, provedBy } from './fault.ts';

const httpHandler = 'handlers/http-handler.test.ts';

export const httpFaults: FaultGroup = {
  title: 'HTTP',
  faults: [
    {
      id: '43',
      fault: 'A body is no JSON, empty, huge, deeply nested, names `__proto__` or a field that there is not.',
      behaviour: 'It is 400, 413, 415 or 422 with the place, and never 500. Depth and size are checked first.',
      proofs: [
        ...provedBy(
          'http/json-body.test.ts',
          'names line and column of the first place that is not JSON',
          'refuses content type %s',
        ),
        ...provedBy('http/bounded-requests.test.ts', 'is refused before anything walks it: %s %s'),
        ...provedBy(
          'http/validation.test.ts',
          'does not change the prototype',
          'refuses each unknown field at its place, with the field that may be meant, or with all',
        ),
        ...provedBy(
          'openapi/document.test.ts',
          'has no body of a request that may have fields which it does not describe, but for those of products',
        ),
        ...provedBy(httpHandler, 'does not answer 500 to any JSON body'),
      ],
    },
    {
      id: '44',
      fault: 'A body or an answer is larger than Lambda takes.',
      behaviour: 'A body may have 1 MiB, and the 413 names uploads. An answer that does not fit says what to ask for.',
      proofs: [
        ...provedBy('http/json-body.test.ts', 'accepts up to 1 MiB and recommends an upload for more'),
        ...provedBy(
          'http/answer-size.test.ts',
          'is a problem that says what to ask for instead',
          'costs a batch only the answers that do not fit',
          'never comes from a list of products, whose pages end before',
        ),
      ],
    },
    {
      id: '45',
      fault: 'A product is unknown, or has no vector yet.',
      behaviour:
        'It is 404, or 409 `embedding-pending` with `Retry-After`. In a batch, that entry alone has a problem.',
      proofs: [
        ...provedBy(
          'handlers/similar.test.ts',
          'distinguishes unknown products, products without a vector, and no live model',
        ),
        ...provedBy('handlers/embeddings.test.ts', 'answers with a vector or a problem for each item'),
        ...provedBy(
          'handlers/similar-batch.test.ts',
          'gives a query that cannot be answered a problem of its own, at its place',
        ),
      ],
    },
    {
      id: '46',
      fault: 'A limit is out of range, or a cursor was changed, is of another request or of an older version.',
      behaviour: 'It is 400 with what is expected, or 410 `cursor-expired` once another version is live.',
      proofs: [
        ...provedBy(
          'handlers/similar.test.ts',
          'rejects %s',
          'pages without duplicates, and rejects a cursor of another request',
        ),
        ...provedBy(
          'use-cases/search/find-similar.test.ts',
          'refuses a cursor that names the place %j, which no page has',
        ),
        ...provedBy('handlers/products-list.test.ts', 'refuses the cursor of another filter, and one that was changed'),
      ],
    },
    {
      id: '47',
      fault: 'A filter names an unknown field, has thousands of values or meets nothing.',
      behaviour: 'It is 422 with the nearest name, or has a limit. A filter that meets nothing gives an empty list.',
      proofs: [
        ...provedBy(
          'use-cases/search/search-engines.local.test.ts',
          'refuses a filter that finds nothing for a misspelled field, with the nearest name',
          'answers an empty list for a right field, and for one without a similar name',
        ),
        ...provedBy('http/filter-parser.test.ts', 'reads any text, or refuses it with a reason'),
        ...provedBy('http/json-filter.test.ts', 'takes eight levels, and refuses more, however many there are'),
      ],
    },
    {
      id: '48',
      fault: 'Fewer products than asked for are similar.',
      behaviour: 'The answer has fewer. Only `fallback=category` fills it, and marks what it adds.',
      proofs: [
        ...provedBy('use-cases/search/find-similar.test.ts', 'finds nothing if the live version has no other vectors'),
        ...provedBy(
          'handlers/similar-query.test.ts',
          'fills a short answer from the category, from the narrowest step to the widest, and marks what it adds',
        ),
      ],
    },
    {
      id: '49',
      fault: 'An idempotency key is malformed, used for another request, in use, or cannot be stored.',
      behaviour: 'It is 400, 422, 409 with `Retry-After`, or 503 without any work.',
      proofs: [
        ...provedBy('handlers/online-steps.test.ts', 'that is invalid is answered with 400'),
        ...provedBy(
          'use-cases/common/idempotency.test.ts',
          'refuses the key for another request',
          'does the work for one of 20 concurrent requests, and refuses the others with request-in-progress',
          'does not do the work if its store fails',
        ),
      ],
      note: 'The header is optional: without it, a step is taken at every request. The clients always send one.',
    },
    {
      id: '50',
      fault: 'The gateway gives up after 30 seconds while the function goes on.',
      behaviour: 'Functions behind HTTP end after 25 seconds at most. A request can be repeated with its key.',
      proofs: [
        ...provedBy('stack.local.test.ts', 'those behind HTTP time out before the gateway does'),
        ...provedBy('handlers/products-batch.test.ts', 'starts no operation after twelve seconds'),
        ...provedBy('client/client.local.test.ts', 'takes a training step once, however often its answer is lost'),
      ],
    },
    {
      id: '51',
      fault: 'The gateway throttles a caller.',
      behaviour: 'It answers 429. Both clients wait and repeat, also what must happen once.',
      proofs: [
        ...provedBy(
          'constructs/http-api.local.test.ts',
          'has no CORS, limits the request rate, and logs every request',
          'limits the rate of every route by its scope, after the route is there',
        ),
        ...provedBy('client/client.test.ts', 'of the gateway have its text'),
        ...provedBy('client/retries.test.ts', 'repeats what must happen once only if it was throttled'),
      ],
      note: 'An HTTP API has no templates for its own answers, so its 429 is no problem+json. Clients read its text.',
    },
    {
      id: '52',
      fault: 'A function answers in a form that the gateway does not read.',
      behaviour: 'One function builds all responses, and an error of any kind becomes a problem.',
      proofs: [
        ...provedBy(
          'http/http-response.test.ts',
          'builds a response with a text body, its type and the id of the request',
          'builds a response with an empty body and no type for an answer without a body',
        ),
        ...provedBy(httpHandler, 'answers 500 to thrown values that are not errors'),
      ],
    },
    {
      id: '53',
      fault: 'A path or method is unusual: `%2F`, a broken escape, a slash at the end, HEAD, an unknown route.',
      behaviour: 'It is 400, 404 or 405 with `Allow`. HEAD has no body. Any id can stand in the query.',
      proofs: [
        ...provedBy(
          httpHandler,
          'answers 404, or 405 with Allow, for a request without a route',
          'answers HEAD without a body',
          'does not answer 500 to any path or query',
        ),
        ...provedBy(
          'local/http/ids-round-trip.local.test.ts',
          'can be written, read, searched for and removed by its query form, and by its path where it fits',
        ),
        ...provedBy('local/http/http-routing.local.test.ts', 'decodes %s once, and cuts at a question mark'),
      ],
    },
    {
      id: '54',
      fault: 'A log or an answer shows secrets, values of products or stack traces.',
      behaviour:
        'Answers name places and no values or causes. Logs have bounded texts and no bodies. Debug output is off.',
      proofs: [
        ...provedBy('http/validation.test.ts', 'does not repeat values in its errors, because they may be personal'),
        ...provedBy(
          httpHandler,
          'answers 500 without the cause, and logs the cause',
          'does not log the mistakes of callers',
        ),
        ...provedBy(
          'composition/log-bounds.test.ts',
          'the logger bounds the message, the stack, the cause and the properties of an error',
        ),
        ...provedBy('stack.local.test.ts', 'each has exactly the environment variables that it needs'),
      ],
    },
    {
      id: '55',
      fault: 'AWS does not answer.',
      behaviour:
        'Clients connect within a second and give up after three seconds, at three attempts. A function that nobody waits for ' +
        'makes fewer calls at once, and repeats them until shortly before its end.',
      proofs: [
        ...provedBy('composition/compose.test.ts', 'sets timeouts that throw, because the SDK only logs by default'),
        ...provedBy(
          'composition/throttling.test.ts',
          'repeats what is not answered in time, instead of failing the work of many calls',
        ),
      ],
    },
    {
      id: '56',
      fault: 'S3 or DynamoDB is down for a while.',
      behaviour: 'Warm functions answer from what they hold, and say `stale`. Others are 503 with `Retry-After`.',
      proofs: [
        ...provedBy(
          'use-cases/search/live-index-cache.test.ts',
          'serves the last good index as stale if a read fails, and catches up later',
        ),
        ...provedBy(
          'use-cases/models/model-cache.test.ts',
          'serves the last good model while the pointer cannot be read',
        ),
        ...provedBy(
          'use-cases/snapshots/snapshots.test.ts',
          'falls back from a broken snapshot to the one before, then to the vectors, with a warning each',
        ),
      ],
    },
    {
      id: '57',
      fault:
        'A function answers before all vectors are read, and S3 fails then, or the segment is gone, or has other bytes.',
      behaviour:
        'While S3 does not answer, the question is 503, after 2 seconds at the latest, and the next one goes on. A segment that is gone or has other bytes ' +
        'is a warning: the newest snapshot is opened whole, and questions are 503 until then. Ranges are of the object ' +
        'whose head was read, by its tag, and each vector must have the codes of its row. Reading in the background is tried again after ' +
        '2 seconds, and then after longer pauses. A question whose index is replaced is asked once more, of the new one.',
      proofs: [
        ...provedBy(
          'use-cases/search/late-reading.test.ts',
          'fail the question while S3 does not answer, and the next question reads them',
          'are read later if the background fails: answers go on by ranges, with a warning',
          'let the snapshot be opened again, whole: %s',
          'are refused if the rest of a segment has other bytes: no later answer uses them',
          'end with the index that another version replaces',
          'is refused after the time that a question may wait, while reading goes on for the next one',
          'are read in the background by one answer at a time, and after failures at times that are further and further apart',
          'are no longer read once the index is closed',
        ),
        ...provedBy(
          'use-cases/search/replaced-index.test.ts',
          'is asked once more, of the index of the version that went live',
          'ends as unavailable if that index is replaced too',
        ),
        ...provedBy(
          'stores/s3/segment-heads.local.test.ts',
          'are read by a command if a signed request fails',
          'are never those of another object: a key with other bytes is refused',
          'of a signed request is ended, and the range is read by a command',
          'of a head, a rest or a whole segment is ended: %s',
        ),
      ],
    },
    {
      id: '58',
      fault: 'S3 sends no more bytes in the middle of an upload, a model or another object, and keeps the connection.',
      behaviour:
        'The read ends after 5 seconds without a byte, as if the connection were lost. The message of an upload comes again, and a ' +
        'request is 503. The time that a reader takes for its bytes does not count, nor does that of a busy function.',
      proofs: [
        ...provedBy('stores/s3/stalled-reads.local.test.ts', 'of %s'),
        ...provedBy(
          'stores/s3/read-body.test.ts',
          'may be read slowly: only the wait for its next chunk is limited',
          'is never read by the SDK, which would wait for ever',
        ),
        ...provedBy(
          'stores/s3/stalled-body.test.ts',
          'is not ended if a chunk came while the process was too busy to see it',
        ),
      ],
    },
    {
      id: '59',
      fault: 'S3 sends an upload, a model or another object very slowly, such as a byte each four seconds.',
      behaviour:
        'The read ends if 256 KiB take longer than 8 seconds, as if the connection were lost. The time that a reader takes does not ' +
        'count, and a pause of the function between two invocations counts for half a second at most.',
      proofs: [
        ...provedBy(
          'stores/s3/dripping-body.local.test.ts',
          'is given up before a function of the API would be ended: %s',
        ),
        ...provedBy(
          'stores/s3/stalled-body.test.ts',
          'is ended with a timeout if one byte comes each %d ms',
          'may take the pauses of its function: a process that does not run cannot take chunks',
        ),
        ...provedBy(
          'stores/s3/read-body.test.ts',
          'is ended if one byte of it comes each %d ms, with the time that its reader takes left out',
        ),
      ],
    },
  ],
};
