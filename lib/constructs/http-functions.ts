import { Construct } from 'constructs';
import { keysUnder, STORED_PREFIXES, UPLOAD_PREFIXES } from '../../lambdas/formats/object-layout.ts';
import { type HttpHandlerName, listRouteKeys } from '../../lambdas/http/routes.ts';
import { environmentDefaults } from '../../lambdas/shared/environment-defaults.ts';
import { MEGABYTES_PER_VCPU } from '../../lambdas/shared/lambda-limits.ts';
import type { Compaction, Exports } from './background-functions.ts';
import type { EventFunctions } from './event-functions.ts';
import { type FunctionDefinition, type FunctionFactory, liveRecheckEnvironment } from './function-factory.ts';
import type { KindredHttpApi } from './http-api.ts';
import type { DeploymentOptions } from './options/deployment-options.ts';
import {
  announcesChanges,
  cardsReadAccess,
  searchReadAccess,
  snapshotsReadAccess,
  weightsReadAccess,
} from './storage.ts';
import type { TrainingFunctions } from './training-functions.ts';

export interface HttpFunctionsProps {
  readonly api: KindredHttpApi;
  readonly functions: FunctionFactory;
  readonly options: DeploymentOptions;
  readonly training: TrainingFunctions;
  readonly compaction: Compaction;
  readonly events: EventFunctions;
  readonly exports: Exports;
}

interface HttpFunctionDefinition extends Omit<FunctionDefinition, 'published'> {
  /** Its routes are those that `lambdas/http/routes.ts` gives to this handler. */
  readonly handler: HttpHandlerName;
  /** At most 25: the gateway gives up after 30 seconds, and the caller would not get the answer. */
  readonly timeoutSeconds: number;
  /** Whether it answers the requests that match no route. @default false */
  readonly isFallback?: boolean;
  /** Whether its routes need no credentials with `-c docs=public`. @default false */
  readonly isDocs?: boolean;
  /** What it may start. @default nothing */
  readonly starts?: 'compaction' | 'training' | 'exports';
  /** Whether it puts events on their queue. @default false */
  readonly sendsEvents?: boolean;
}

/** The functions behind the HTTP API by their ids, each with the rights that its routes need. */
const httpFunctions: Readonly<Record<string, HttpFunctionDefinition>> = {
  Products: {
    handler: 'products',
    description: 'Reads, lists, writes and removes products; written products are embedded with the live model',
    memoryMegabytes: 1024,
    timeoutSeconds: 25,
    environment: liveRecheckEnvironment,
    access: {
      products: { table: ['BatchGetItem', 'GetItem', 'PutItem', 'Scan'] },
      registry: { table: ['GetItem', ...announcesChanges] },
      models: weightsReadAccess,
    },
    starts: 'compaction',
  },
  Embeddings: {
    handler: 'embeddings',
    description: 'Embeds products or feature vectors with the live model',
    memoryMegabytes: MEGABYTES_PER_VCPU,
    timeoutSeconds: 25,
    environment: liveRecheckEnvironment,
    access: {
      products: { table: ['GetItem', 'PutItem'] },
      registry: { table: ['GetItem', ...announcesChanges] },
      models: weightsReadAccess,
    },
  },
  TrainStep: {
    handler: 'train-step',
    description: 'Takes a training step from head on the triplets of the request',
    memoryMegabytes: MEGABYTES_PER_VCPU,
    timeoutSeconds: 25,
    access: {
      products: { table: ['GetItem'] },
      registry: { table: ['GetItem', 'PutItem'] },
      models: { ...weightsReadAccess, write: keysUnder(STORED_PREFIXES.models) },
    },
  },
  Events: {
    handler: 'events',
    description: 'Checks what shoppers did, and puts it on the queue of events',
    memoryMegabytes: 512,
    timeoutSeconds: 10,
    access: {},
    sendsEvents: true,
  },
  Models: {
    handler: 'models',
    description: 'Lists model versions and shows their reports and cards',
    memoryMegabytes: 512,
    timeoutSeconds: 10,
    access: { registry: { table: ['GetItem', 'Query'], index: true }, models: cardsReadAccess },
  },
  Map: {
    handler: 'map',
    description: 'Shows the map of the products of a model version',
    memoryMegabytes: 512,
    timeoutSeconds: 10,
    access: { registry: { table: ['GetItem'] }, models: snapshotsReadAccess },
  },
  Jobs: {
    handler: 'jobs',
    description: 'Shows the progress of uploads and training runs',
    memoryMegabytes: 512,
    timeoutSeconds: 10,
    access: { registry: { table: ['GetItem'], index: true } },
  },
  Runs: {
    handler: 'runs',
    description: 'Starts and cancels training runs, promotes model versions and rolls back',
    memoryMegabytes: 512,
    timeoutSeconds: 10,
    access: { registry: { table: ['GetItem', 'PutItem', 'Query', 'UpdateItem'] } },
    starts: 'training',
  },
  Exports: {
    handler: 'exports',
    description: 'Starts, cancels and shows exports, and signs the links to their files',
    memoryMegabytes: 512,
    timeoutSeconds: 10,
    access: {
      registry: { table: ['GetItem', 'PutItem', 'UpdateItem'], index: true },
      models: {
        read: keysUnder(STORED_PREFIXES.exports),
        reason: 'Exports are named when they are requested; those to come cannot be listed here.',
      },
    },
    starts: 'exports',
  },
  Uploads: {
    handler: 'uploads',
    description: 'Signs uploads for callers without AWS credentials: each is bound to its key, length and checksum',
    memoryMegabytes: 512,
    timeoutSeconds: 25,
    access: {
      uploads: {
        write: keysUnder(...Object.values(UPLOAD_PREFIXES)),
        // Whether there is an upload of the same key.
        list: true,
        reason: 'Shops name their uploads; the keys to come cannot be listed here.',
      },
    },
  },
  Docs: {
    handler: 'docs',
    description: 'Describes the API: the OpenAPI document, a page of it, and the problems',
    memoryMegabytes: 512,
    timeoutSeconds: 10,
    access: {},
    isDocs: true,
  },
  Health: {
    handler: 'health',
    description: 'Says whether there is a live model, and answers requests that match no route',
    memoryMegabytes: 512,
    timeoutSeconds: 10,
    isFallback: true,
    access: { registry: { table: ['GetItem'] } },
  },
};

/** The function `Similar`, whose sizes the deployment chooses. */
function similarFunction(options: DeploymentOptions): HttpFunctionDefinition {
  return {
    handler: 'similar',
    description: 'Searches the live vectors for products similar to examples',
    memoryMegabytes: options.similarMemoryMegabytes,
    scratchMegabytes: options.similarScratchMegabytes,
    ...(options.similarProvisionedConcurrency > 0 && {
      readyEnvironments: options.similarProvisionedConcurrency,
    }),
    timeoutSeconds: 25,
    environment: {
      ...liveRecheckEnvironment,
      LOAD_WAIT_SECONDS: String(environmentDefaults.LOAD_WAIT_SECONDS),
      SIMILAR_MAX_AGE_SECONDS: String(options.similarMaxAgeSeconds),
    },
    access: {
      products: { table: ['GetItem'], index: true, search: true },
      registry: { table: ['GetItem'] },
      models: searchReadAccess,
    },
  };
}

/** Adds the functions behind the HTTP API and their routes. */
export class HttpFunctions extends Construct {
  constructor(scope: Construct, id: string, props: HttpFunctionsProps) {
    super(scope, id);
    const { api, functions, options, training, compaction, events, exports } = props;
    const all = { ...httpFunctions, Similar: similarFunction(options) };
    for (const [name, { isFallback, isDocs, starts, sendsEvents, ...definition }] of Object.entries(all)) {
      const fn = functions.add(this, name, { ...definition, published: true });
      const publicBecause =
        isDocs && options.docs === 'public' ? 'These routes only return the documentation of the API.' : undefined;
      api.route(
        fn,
        [...listRouteKeys(definition.handler), ...(isFallback ? (['$default'] as const) : [])],
        publicBecause,
      );
      if (starts === 'compaction') compaction.bindStart(fn);
      if (starts === 'training') training.bindStart(fn);
      if (sendsEvents) events.bindSend(fn);
      if (starts === 'exports') exports.bindStart(fn);
    }
  }
}
