/** Contexts of the stack that differ most: a stage with its defaults, or with every option that adds something. */
export const variants: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  dev: {},
  'dev with a vector index': { search: 'dynamodb' },
  staging: { stage: 'staging' },
  prod: { stage: 'prod' },
  'prod with every option': {
    stage: 'prod',
    console: 'true',
    docs: 'public',
    search: 'dynamodb',
    trainingSchedule: 'cron(0 3 ? * MON-SAT *)',
    fullTrainingSchedule: 'cron(0 3 ? * SUN *)',
    similarProvisionedConcurrency: '2',
    warmWriteUnits: '20000',
    encryption: 'customer',
    backup: 'true',
    textModel: 'amazon.titan-embed-text-v2:0',
  },
};

export const withEveryOption = variants['prod with every option']!;
