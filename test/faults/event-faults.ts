import { type FaultGroup, provedBy } from './fault.ts';

export const eventFaults: FaultGroup = {
  title: 'Events, uploads and queues',
  faults: [
    {
      id: '1',
      fault: 'S3 sends the event of an upload twice.',
      behaviour: 'The second event changes nothing. It ends as `duplicate` and is not tried again.',
      proofs: [
        ...provedBy(
          'use-cases/uploads/ingest-catalog.test.ts',
          'changes nothing if an event comes twice, and ignores an older event',
        ),
        ...provedBy('handlers/upload-queues.test.ts', 'starts nothing twice for a message that comes twice'),
      ],
    },
    {
      id: '2',
      fault: 'An older event of a key comes after a newer one.',
      behaviour: 'The older event is `stale`. Products and the job keep what the newer upload wrote.',
      proofs: [
        ...provedBy(
          'contracts/job-store.contract.ts',
          'does not change the job of an upload for an older event of its key',
        ),
        ...provedBy(
          'use-cases/uploads/hostile-uploads.test.ts',
          'stays that of the newer upload after each write of the older one',
          'is not begun by an older event that looked before the newer one was begun',
        ),
        ...provedBy(
          'contracts/product-store.contract.ts',
          'returns `duplicate` for the same write and `stale` for an older one, and stores the newest',
        ),
      ],
    },
    {
      id: '3',
      fault: 'An upload that began before a removal writes the removed product.',
      behaviour: 'A tombstone of 60 days refuses the write. A message lives for 28 days at most.',
      proofs: [
        ...provedBy(
          'contracts/product-store.contract.ts',
          'does not restore a removed product by a late write, but by a newer one',
        ),
        ...provedBy(
          'contracts/vector-store.contract.ts',
          'does not restore a removed product by a late vector, but by a newer one',
        ),
        ...provedBy('faults/event-faults.test.ts', 'outlives every message that could bring the product back'),
      ],
    },
    {
      id: '4',
      fault: 'Sequencers of one key have different lengths, or an event has none.',
      behaviour: 'Sequencers are compared as texts of the same length, and without one the time of the event decides.',
      proofs: [
        ...provedBy(
          'use-cases/uploads/hostile-uploads.test.ts',
          'is that of the event with the greater sequencer, as texts of the same length',
          'ignores an event again whose sequencer only lacks the zeros at its end',
        ),
        ...provedBy('core/catalog/revision.test.ts', 'have the order of S3 for sequencers of any length'),
        ...provedBy('faults/event-faults.test.ts', 'is put in order by its time, and never replaces a newer upload'),
      ],
    },
    {
      id: '5',
      fault: 'S3 sends its test event, or a message has no records.',
      behaviour: 'The message is logged and done. It never reaches the dead-letter queue.',
      proofs: provedBy('handlers/upload-messages.test.ts', 'ignores a test event, and any other JSON without records'),
    },
    {
      id: '6',
      fault: 'A key has spaces, plus signs, percent signs, dots, other scripts or 1,024 bytes.',
      behaviour: 'The key is decoded once. A key that cannot be decoded is logged and left out.',
      proofs: [
        ...provedBy(
          'handlers/upload-messages.test.ts',
          'decodes the key %s once',
          'ignores a key that is not percent-encoded, and reads the other records of the message',
        ),
        ...provedBy(
          'use-cases/uploads/hostile-uploads.test.ts',
          'of a key of 1,024 bytes has a key that S3 takes, another one for each upload',
        ),
      ],
    },
    {
      id: '7',
      fault: 'The object is gone when its event is handled, or S3 refuses to show it.',
      behaviour: 'A missing object is `missing` and done. A refusal is `misconfigured`, and the message comes again.',
      proofs: [
        ...provedBy('use-cases/uploads/ingest-catalog.test.ts', 'ignores folder markers and objects that are gone'),
        ...provedBy(
          'use-cases/uploads/ingest-faults.test.ts',
          'handles %s between finding and reading with outcome %s',
        ),
        ...provedBy(
          'stores/aws/aws-failure.test.ts',
          'is misconfigured in S3 too, and no missing object: %s',
          'are missing objects as before: %s',
        ),
      ],
    },
    {
      id: '8',
      fault: 'An object is replaced while it is read.',
      behaviour:
        'The read names the tag that was found, so it fails. The upload is `stale`: the new object has its own event.',
      proofs: [
        ...provedBy(
          'contracts/upload-store.contract.ts',
          'does not open an object that was replaced after it was found',
        ),
        ...provedBy('stores/s3/faults.test.ts', 'opens an object with the tag that was found'),
        ...provedBy(
          'use-cases/uploads/ingest-faults.test.ts',
          'ignores an object that was replaced, which has an event of its own',
        ),
      ],
    },
    {
      id: '9',
      fault: 'An object is empty, or the marker of a folder.',
      behaviour: 'A marker is ignored. An empty object has a job that failed, with the reason.',
      proofs: [
        ...provedBy('use-cases/uploads/ingest-catalog.test.ts', 'ignores folder markers and objects that are gone'),
        ...provedBy('use-cases/uploads/hostile-uploads.test.ts', 'has failed under every prefix: %s'),
      ],
      note: 'The sender of an empty object looks for its job.',
    },
    {
      id: '10',
      fault: 'A small compressed file holds gigabytes, or nothing but blank lines.',
      behaviour:
        'Bytes are counted while they are unpacked, and the file fails at the limit. It also ends in time. Pages of Parquet are ' +
        'checked before they are decoded.',
      proofs: [
        ...provedBy('formats/reading/read-records.test.ts', 'refuses a gzip bomb'),
        ...provedBy(
          'formats/files/parquet-records.test.ts',
          'is refused before it is decoded if it %s',
          'is refused if its texts are long and each is the beginning of the next',
        ),
        ...provedBy(
          'formats/files/compressed-files.test.ts',
          'may be compressed twice, which is reported, but not more than three times',
        ),
        ...provedBy('use-cases/uploads/hostile-uploads.test.ts', 'ends in time although no batch is complete: %s'),
      ],
      note: 'There is no limit on the size of the object itself: it is read as a stream, and a repetition resumes.',
    },
    {
      id: '11',
      fault: 'Lines are broken, cut off, blank, of another encoding or megabytes long.',
      behaviour: 'Each bad line costs itself, and is reported with its number and reason. Good lines are written.',
      proofs: [
        ...provedBy(
          'use-cases/uploads/ingest-catalog.test.ts',
          'writes the good lines, and reports the bad ones with line number and reason',
          'fails the job of a file that breaks off, and writes the lines before the break',
        ),
        ...provedBy(
          'formats/reading/read-records.test.ts',
          'rejects an overlong line with its beginning, and reads the lines after it',
        ),
        ...provedBy(
          'formats/files/table-rows.property.test.ts',
          'reads exactly the good rows of a table and rejects each broken row by itself, with its line',
        ),
        ...provedBy(
          'formats/files/json-document.property.test.ts',
          'reads exactly the good records of a JSON document, and rejects each broken one by itself, with its line',
        ),
      ],
      note: 'No share of bad lines rejects a whole file. An upload that replaces the catalog removes nothing if too much would go.',
    },
    {
      id: '12',
      fault: 'A message can never be handled.',
      behaviour:
        'After five deliveries it is in the dead-letter queue for 14 days, with an alarm. Others are not held up.',
      proofs: [
        ...provedBy(
          'constructs/upload-functions.local.test.ts',
          '%s has a dead-letter queue with an alarm, which stores messages for 14 days',
        ),
        ...provedBy('end-to-end.e2e.test.ts', 'moves an unreadable message to the dead-letter queue'),
        ...provedBy(
          'local/objects/object-queues.local.test.ts',
          'moves a message to the dead-letter queue after its last attempt',
        ),
      ],
    },
    {
      id: '13',
      fault: 'A function times out in the middle of a batch.',
      behaviour:
        'Messages stay hidden for at least six times its timeout. A repetition resumes and counts each line once. After the last ' +
        'attempt the job of an upload is `failed` and says why, also if Lambda ended the function in it.',
      proofs: [
        ...provedBy(
          'handlers/upload-queues.test.ts',
          'ends the job of an upload whose function was ended in each attempt, when the message comes once more',
          'gives an upload up that has all the time of five invocations and is not read',
        ),
        ...provedBy(
          'use-cases/uploads/continue-upload.test.ts',
          'fails its message if an invocation got no further, and continues there when the message comes again',
          'is not given up with a message that came twice, while another one continues it: %s',
          'parses no line that is settled, and does not look for the keys of the file again',
          '%s is refused: the file is read again, which is counted and changes no result',
        ),
        ...provedBy(
          'constructs/upload-functions.local.test.ts',
          '%s has a visibility timeout of at least six times the timeout of its function',
        ),
        ...provedBy(
          'use-cases/uploads/ingest-faults.test.ts',
          'resumes where its time was over, and reports all lines that were rejected before',
        ),
        ...provedBy(
          'use-cases/uploads/upload-crash-points.test.ts',
          'ends with the same job, report, catalog and vectors wherever it is interrupted, %s',
        ),
      ],
    },
    {
      id: '14',
      fault: 'The answer of a batch names a message that does not exist, or none.',
      behaviour: 'One class builds the answer. It names each failed message once, by the id that came with it.',
      proofs: [
        ...provedBy(
          'handlers/upload-queues.test.ts',
          'fails only the messages that are not JSON or whose store does not answer',
        ),
        ...provedBy(
          'faults/event-faults.test.ts',
          'names each message once, by its own id, however many of its records failed',
        ),
      ],
    },
    {
      id: '15',
      fault: 'Every message of a batch fails.',
      behaviour: 'The function names all of them and ends well, so that the poller is not slowed down.',
      proofs: provedBy('faults/event-faults.test.ts', 'names every message if all of them fail, and throws nothing'),
    },
    {
      id: '16',
      fault: 'A function writes to a prefix whose events start it again.',
      behaviour: 'Reports and models have a bucket of their own. Each prefix has one meaning, and leads to one queue.',
      proofs: [
        ...provedBy(
          'stack.local.test.ts',
          'only two functions may write to the bucket of uploads: one signs uploads, one collects events',
        ),
        ...provedBy(
          'constructs/upload-functions.local.test.ts',
          'go to the ingest queue for catalogs, to the training queue for training data, and nowhere else',
        ),
        ...provedBy('formats/object-layout.test.ts', 'gives each prefix one meaning'),
      ],
      note: 'Collected events go to the bucket of uploads by design. They are training data, which starts no writer.',
    },
    {
      id: '17',
      fault: 'Ten thousand uploads come at once.',
      behaviour: 'Queues hold them, and each queue has a largest number of consumers. Many uploads share one run.',
      proofs: [
        ...provedBy(
          'constructs/upload-functions.local.test.ts',
          'is read by at least two consumers that report partial failures',
        ),
        ...provedBy(
          'use-cases/training-uploads/start-catalog-run.test.ts',
          'share one run if they come in a burst, which waits for the last of them',
        ),
      ],
    },
    {
      id: '18',
      fault: 'Lambda throttles a function, or its concurrency is set to 0.',
      behaviour:
        'Messages stay in their queue. The gateway answers 503, an alarm goes off, and clients wait and repeat.',
      proofs: [
        ...provedBy('constructs/alarms.local.test.ts', 'go off at many 5xx of any kind'),
        ...provedBy(
          'client/retries.test.ts',
          'waits after status %i',
          'repeats what must happen once only if it was throttled',
        ),
        ...provedBy(
          'local/triggers/queue-poller.local.test.ts',
          'delivers a message again after an error of the function',
        ),
      ],
    },
  ],
};
