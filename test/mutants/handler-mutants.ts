import { guardsOf, type Mutant } from './mutant.ts';

/** The guards of handlers, HTTP and composition. */
export const handlerMutants: readonly Mutant[] = [
  ...guardsOf(
    'lambdas/handlers/answers/http-handler.ts',
    ['test/handlers/http-handler.test.ts'],
    [
      {
        find: 'if (operation === undefined) throw routeProblem(request.method, request.path);',
        replace: "if (operation === undefined) throw new Error('no operation');",
        why: 'An unknown route would be 500 in place of 404 or 405.',
      },
      {
        find: 'if (problem.definition.status < 500 || isExpected(cause)) return;',
        replace: 'if (isExpected(cause)) return;',
        why: 'Mistakes of callers would fill the log.',
      },
      {
        find: "return request.method === 'HEAD' ? { ...response, body: '' } : response;",
        replace: 'return response;',
        why: 'HEAD would be answered with a body.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/handlers/answers/http-handler.ts',
    ['test/http/answer-size.test.ts'],
    [
      {
        find: 'if (!isAnswerTooLarge(response.body)) return response;',
        replace: 'if (response) return response;',
        why: 'Lambda would replace a large answer by an error that says nothing.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/handlers/answers/http-handler.ts',
    ['test/handlers/http-problems.test.ts'],
    [
      {
        find: "    case 'misconfigured':\n",
        replace: '',
        why: 'A refusal by AWS would be 500 in place of 503.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/handlers/messages/upload-messages.ts',
    ['test/handlers/upload-messages.test.ts'],
    [
      {
        find: 'if (!Array.isArray(records)) {',
        replace: 'if (records === 1) {',
        why: 'The test event of S3 would end in the dead-letter queue.',
      },
      {
        find: ".replaceAll('+', ' ')",
        replace: '',
        why: 'Keys with spaces would not be found.',
      },
      {
        find: "if (!eventName?.startsWith('ObjectCreated:')) return",
        replace: "if (eventName === 'x') return",
        why: 'Removals of objects would be read as uploads.',
      },
      {
        find: 'if (Number.isNaN(Date.parse(eventTime))) return',
        replace: "if (eventTime === 'x') return",
        why: 'An event without a time would stop the whole message.',
      },
      {
        find: 'if (continuation === undefined) {',
        replace: 'if (false) {',
        why: 'A continuation that nobody of the stack wrote would be counted from what it says.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/handlers/messages/failed-messages.ts',
    ['test/handlers/upload-queues.test.ts'],
    [
      {
        find: 'this.#ids.add(messageId);',
        replace: '',
        why: 'A message that failed would be deleted.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/http/json-body.ts',
    ['test/http/bounded-requests.test.ts'],
    [
      {
        find: 'if (nestsTooDeeply(text)) throw',
        replace: "if (text === '') throw",
        why: 'A deep body would end the stack, which is 500.',
      },
      {
        find: 'if (code === QUOTE) at = endOfString(json, at);\n    else if (code',
        replace: 'if (code',
        why: 'Brackets in texts would count as depth.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/http/json-body.ts',
    ['test/http/json-body.test.ts'],
    [
      {
        find: 'if (bytes.length > MAX_BODY_BYTES) {',
        replace: 'if (bytes.length < 0) {',
        why: 'A body of any size would be read.',
      },
      {
        find: "if (!JSON_TYPE.test(contentType ?? '')) {",
        replace: "if (contentType === 'x') {",
        why: 'A form of a page could send requests without a check by the browser.',
      },
      {
        find: '{ fatal: true, ignoreBOM: true }',
        replace: '{ ignoreBOM: true }',
        why: 'Bytes that are no UTF-8 would become other texts in silence.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/http/http-request.ts',
    ['test/http/http-response.test.ts'],
    [
      {
        find: 'if (bytes >= 1 && bytes <= MAX_IDENTIFIER_BYTES) return value;',
        replace: 'if (bytes >= 0) return value;',
        why: 'Ids that no store takes would reach the stores.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/http/query-parameters.ts',
    ['test/http/query-parameters.test.ts', 'test/http/http-response.test.ts'],
    [
      {
        find: 'if (faults.length > 0) throw invalidRequest(faults);',
        replace: '',
        why: 'A misspelled parameter would be ignored, and another question answered.',
      },
      {
        find: 'if (values.length > 1)',
        replace: 'if (values.length < 0)',
        why: 'Of a parameter that is given twice, one value would be taken in silence.',
      },
      {
        find: 'if (value < min || value > max) {',
        replace: 'if (value !== value) {',
        why: 'A limit of a million would be searched for.',
      },
      {
        find: 'if (value.includes(REPLACEMENT) && !',
        replace: "if (value === '' && !",
        why: 'Bytes that are no UTF-8 would name another product.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/http/request-headers.ts',
    ['test/http/request-headers.test.ts', 'test/handlers/products.test.ts'],
    [
      {
        find: 'if (revision === undefined) return false;',
        replace: '',
        why: 'If-Match: * would allow a write without a product.',
      },
      {
        find: '(strong === undefined || (isReadable(strong) && !matchesETag(strong, revision)))',
        replace: 'true',
        why: 'If-None-Match: * would overwrite a product.',
      },
      {
        find: 'if (IDEMPOTENCY_KEY.test(key)) return key;',
        replace: 'if (key) return key;',
        why: 'Keys of any length and sign would be stored.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/http/problems.ts',
    ['test/handlers/http-problems.test.ts', 'test/http/validation.test.ts'],
    [
      {
        find: 'super(code, shorten(detail));',
        replace: 'super(code, detail);',
        why: 'An answer would grow with a text of the request.',
      },
      {
        find: 'errors: faults.slice(0, MAX_FAULTS),',
        replace: 'errors: faults,',
        why: 'A body with many faults would be answered with all of them.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/http/http-response.ts',
    ['test/http/bounded-requests.test.ts'],
    [
      {
        find: 'errors: errors.slice(0, MAX_ENTRY_FAULTS)',
        replace: 'errors',
        why: 'The answer to a batch with many faults would not fit into a response.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/http/json-filter.ts',
    ['test/http/json-filter.test.ts'],
    [
      {
        find: 'if (depth > filterLimits.depth) return',
        replace: 'if (depth < 0) return',
        why: 'A deep filter would end the stack.',
      },
      {
        find: 'if (conditions > filterLimits.conditions) return',
        replace: 'if (conditions < 0) return',
        why: 'A filter of any length would be tested on every product.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/http/event-body.ts',
    ['test/handlers/events/events.test.ts'],
    [
      {
        find: 'if (at.getTime() < 0) {',
        replace: 'if (at.getTime() > 1e15) {',
        why: 'Times that were never set would count as the oldest facts.',
      },
      {
        find: 'if (at.getTime() <= now.getTime() + MAX_FUTURE_MILLISECONDS) return;',
        replace: 'if (at) return;',
        why: 'Events of the future would be held out for ever.',
      },
      {
        find: 'if (bytes <= MAX_EVENT_BYTES) return;',
        replace: 'if (bytes) return;',
        why: 'An event that fits into no message would fail the whole request.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/http/product-body.ts',
    ['test/handlers/products.test.ts'],
    [
      {
        find: "if ('id' in patch && patch.id !== id) throw otherId(id, patch.id);",
        replace: '',
        why: 'A patch would give a product the id of another one.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/composition/stamped-attempts.ts',
    ['test/composition/throttling.test.ts'],
    [
      {
        find: 'const at = now().toISOString();',
        replace: 'return next(args); const at = now().toISOString();',
        why: 'A vector that was throttled for long would be missed by searches that run already.',
      },
      {
        find: 'item[partitionKey] === undefined ? item :',
        replace: '',
        why: 'Products and jobs would get another time than their writer gave them.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/composition/log-bounds.ts',
    ['test/composition/log-bounds.test.ts'],
    [
      {
        find: 'if (leftOut <= 0) return text;',
        replace: 'if (text) return text;',
        why: 'A request could write megabytes into the log.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/composition/environment.ts',
    ['test/composition/environment.test.ts'],
    [
      {
        find: 'if (Number.isFinite(seconds) && seconds >= 0) return seconds;',
        replace: 'if (seconds !== undefined) return seconds;',
        why: 'A wrong variable would disable the check of pointers.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/composition/aws-clients.ts',
    ['test/composition/compose.test.ts'],
    [
      {
        find: 'throwOnRequestTimeout: true,',
        replace: '',
        why: 'A call that hangs would wait until the function ends.',
      },
    ],
  ),
];
