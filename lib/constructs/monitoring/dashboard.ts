import { Duration, Stack } from 'aws-cdk-lib';
import {
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { PRODUCTS_TABLE } from '../../../lambdas/formats/table-layout.ts';
import { measurements } from '../../../lambdas/shared/measurements.ts';
import { PERIOD } from './alarm-definition.ts';
import type { Monitored } from './monitored.ts';
import { ownMetric } from './own-metrics.ts';
import { throttlesOf } from './table-alarms.ts';

export interface DashboardProps {
  readonly monitored: Monitored;
}

/** Columns of a dashboard. */
const WIDTH = 24;
const GRAPHS_IN_A_ROW = 4;

/** A graph: its title, and its lines. */
type Graph = readonly [title: string, lines: readonly IMetric[]];

/** One dashboard for a stage: each row is a part of the stack. An account has one list of names for all its regions. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { monitored }: DashboardProps) {
    super(scope, id);
    new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: `Kindred-${monitored.stage}-${Stack.of(this).region}`,
      defaultInterval: Duration.days(1),
      widgets: rowsOf(monitored).map(([title, graphs]) => widgetsOf(title, graphs)),
    });
  }
}

function rowsOf(monitored: Monitored): readonly (readonly [title: string, graphs: readonly Graph[]])[] {
  return [
    ['API', apiGraphs(monitored)],
    ['Functions', functionGraphs(monitored)],
    ['Queues', queueGraphs(monitored)],
    ['Tables', tableGraphs(monitored)],
    ['Search', searchGraphs(monitored)],
    ['Uploads and events', uploadGraphs(monitored)],
    ['Runs and exports', runGraphs(monitored)],
    ...(monitored.hasTextModel ? [['Text model', textModelGraphs(monitored)] as const] : []),
  ];
}

function widgetsOf(title: string, graphs: readonly Graph[]): IWidget[] {
  const heading = new TextWidget({ markdown: `## ${title}`, width: WIDTH, height: 1 });
  const width = WIDTH / GRAPHS_IN_A_ROW;
  return [heading, ...graphs.map(([name, left]) => new GraphWidget({ title: name, left: [...left], width }))];
}

const period = PERIOD;

function apiGraphs({ api: { api, faults } }: Monitored): Graph[] {
  return [
    ['Requests', [api.metricCount({ period, label: 'requests' })]],
    ['4xx', [api.metricClientError({ period, label: '4xx' })]],
    [
      '5xx',
      [
        api.metricServerError({ period, label: '5xx' }),
        faults.metric({ period, statistic: 'Sum', label: '5xx but 503' }),
      ],
    ],
    [
      'Latency',
      ['p50', 'p99'].map((statistic) => api.metricLatency({ period, statistic, label: `${statistic} milliseconds` })),
    ],
  ];
}

function functionGraphs({ functions }: Monitored): Graph[] {
  const each = (of: (fn: NonNullable<ReturnType<typeof functions.get>>['lambda'], label: string) => IMetric) =>
    [...functions].map(([name, { lambda }]) => of(lambda, name));
  return [
    ['Duration, p99', each((fn, label) => fn.metricDuration({ period, statistic: 'p99', label }))],
    ['Errors', each((fn, label) => fn.metricErrors({ period, label }))],
    ['Throttles', each((fn, label) => fn.metricThrottles({ period, label }))],
    ['Concurrency', each((fn, label) => fn.metric('ConcurrentExecutions', { period, statistic: 'Maximum', label }))],
  ];
}

function queueGraphs({ queues, failures }: Monitored): Graph[] {
  const statistic = 'Maximum';
  return [
    [
      'Waiting messages',
      queues.map(({ queue, node }) =>
        queue.metricApproximateNumberOfMessagesVisible({ period, statistic, label: node.path }),
      ),
    ],
    [
      'Age of the oldest message',
      queues.map(({ queue, node }) =>
        queue.metricApproximateAgeOfOldestMessage({ period, statistic, label: `${node.path}, seconds` }),
      ),
    ],
    [
      'Dead letters',
      [...queues.map(({ deadLetters }) => deadLetters), failures].map((queue) =>
        queue.metricApproximateNumberOfMessagesVisible({ period, statistic, label: queue.node.path }),
      ),
    ],
  ];
}

function tableGraphs({ storage }: Monitored): Graph[] {
  const tables = [
    ['products', storage.products.table],
    ['registry', storage.registry.table],
  ] as const;
  return [
    ['Consumed read units', tables.map(([label, table]) => table.metricConsumedReadCapacityUnits({ period, label }))],
    ['Consumed write units', tables.map(([label, table]) => table.metricConsumedWriteCapacityUnits({ period, label }))],
    ['Throttles of products', throttlesOf(storage.products.table)],
    [
      'Throttles of the index and of the registry',
      [
        ...throttlesOf(storage.products.table, PRODUCTS_TABLE.changes.indexName),
        ...throttlesOf(storage.registry.table),
      ],
    ],
  ];
}

function searchGraphs(monitored: Monitored): Graph[] {
  const engines = measurements.search.dimension.values;
  return [
    ['Searches by engine', engines.map((engine) => ownMetric(monitored, 'search', 'searches', 'Sum', engine))],
    [
      'Age of the served index',
      engines.map((engine) => ownMetric(monitored, 'search', 'indexStalenessSeconds', 'Maximum', engine)),
    ],
    ['Index loads', [ownMetric(monitored, 'indexLoad', 'indexLoadMilliseconds', 'Maximum')]],
    ['Ranges of vectors of early searches', [ownMetric(monitored, 'lateVectors', 'vectorRanges', 'Sum')]],
    ['Failed loads of models', [ownMetric(monitored, 'modelLoadFailure', 'modelLoadFailures', 'Sum')]],
  ];
}

function uploadGraphs(monitored: Monitored): Graph[] {
  const kinds = measurements.upload.dimension.values;
  const each = (metric: keyof typeof measurements.upload.metrics, statistic: 'Sum' | 'Average') =>
    kinds.map((kind) => ownMetric(monitored, 'upload', metric, statistic, kind));
  return [
    ['Lines of uploads', each('uploadLines', 'Sum')],
    ['Rejected lines, failed uploads', [...each('rejectedLines', 'Sum'), ...each('failedUploads', 'Sum')]],
    ['Lines per second', each('uploadLinesPerSecond', 'Average')],
    ['Collected events', [ownMetric(monitored, 'events', 'collectedEvents', 'Sum')]],
  ];
}

function runGraphs(monitored: Monitored): Graph[] {
  const { run, export: exported } = measurements;
  const ends = run.dimension.values;
  return [
    ['Runs by outcome', ends.map((outcome) => ownMetric(monitored, 'run', 'runsEnded', 'Sum', outcome))],
    ['Time of runs', ends.map((outcome) => ownMetric(monitored, 'run', 'runSeconds', 'Maximum', outcome))],
    [
      'Publications',
      [
        ownMetric(monitored, 'publication', 'publicationSeconds', 'Maximum'),
        ownMetric(monitored, 'shards', 'failedShardsPercent', 'Maximum'),
      ],
    ],
    [
      'Exports by outcome',
      exported.dimension.values.map((outcome) => ownMetric(monitored, 'export', 'exportsEnded', 'Sum', outcome)),
    ],
  ];
}

function textModelGraphs(monitored: Monitored): Graph[] {
  const line = (metric: keyof typeof measurements.textVectors.metrics) =>
    ownMetric(monitored, 'textVectors', metric, 'Sum');
  return [
    ['Texts embedded, and stored before', [line('embeddedTexts'), line('storedTexts')]],
    ['Texts without a vector', [line('textsOverBudget'), line('textsNotEmbedded')]],
    ['Texts cut', [line('cutTexts')]],
  ];
}
