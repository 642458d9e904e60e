import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { resourcesOf, synthesize } from '../support/local/template.ts';

const { template } = synthesize();

describe('the tables of the stack', () => {
  it('index the vectors of a model version by the time of their last change', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'productId', KeyType: 'HASH' },
        { AttributeName: 'record', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'changes',
          KeySchema: [
            { AttributeName: 'changeShard', KeyType: 'HASH' },
            { AttributeName: 'updatedAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  it('take the writes of the option warmWriteUnits from the first, the table of products and its index', () => {
    const productsOf = (context: Record<string, string>) =>
      resourcesOf(synthesize(context).template, 'AWS::DynamoDB::Table').find(([id]) =>
        id.startsWith('StorageProducts'),
      )![1].Properties;
    const warm = productsOf({ warmWriteUnits: '20000' });
    expect(warm.WarmThroughput).toEqual({ WriteUnitsPerSecond: 20_000 });
    expect(warm.GlobalSecondaryIndexes[0].WarmThroughput).toEqual({ WriteUnitsPerSecond: 20_000 });
    expect(JSON.stringify(productsOf({}))).not.toContain('WarmThroughput');
  });

  it('index the registry by kind and creation time', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [
        { AttributeName: 'kind', KeyType: 'HASH' },
        { AttributeName: 'id', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'recent',
          KeySchema: [
            { AttributeName: 'kind', KeyType: 'HASH' },
            { AttributeName: 'createdAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
  });
});

describe('the buckets of the stack', () => {
  it('are private and encrypted, have no ACLs, and abort unfinished uploads', () => {
    template.resourceCountIs('AWS::S3::Bucket', 3);
    template.allResourcesProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, Status: 'Enabled' }),
        ]),
      },
    });
  });

  it('refuse requests without TLS', () => {
    const policies = resourcesOf(template, 'AWS::S3::BucketPolicy');
    expect(policies).toHaveLength(3);
    for (const [, policy] of policies) {
      expect(policy.Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });

  it('keep replaced objects of the models bucket for 30 days, reject reports for the days of the stage, and exports for 7', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({ NoncurrentVersionExpiration: { NoncurrentDays: 30 }, ExpiredObjectDeleteMarker: true }),
          Match.objectLike({ Prefix: 'snapshots/', NoncurrentVersionExpiration: { NoncurrentDays: 1 } }),
          Match.objectLike({
            Prefix: 'exports/',
            ExpirationInDays: 7,
            NoncurrentVersionExpiration: { NoncurrentDays: 1 },
          }),
          Match.objectLike({ Prefix: 'export-sources/', ExpirationInDays: 2 }),
          Match.objectLike({ Prefix: 'rejects/', ExpirationInDays: 30 }),
        ]),
      },
    });
  });

  it('never expire an upload, because training reads all of them again', () => {
    const uploads = resourcesOf(template, 'AWS::S3::Bucket').find(([id]) => id.startsWith('StorageUploads'));
    expect(JSON.stringify(uploads)).not.toContain('Expiration');
  });

  it('keep replaced and deleted uploads of staging and prod for 30 days', () => {
    const uploadsOf = (stage: string) =>
      resourcesOf(synthesize({ stage }).template, 'AWS::S3::Bucket').find(([id]) =>
        id.startsWith('StorageUploads'),
      )![1];
    const { Properties } = uploadsOf('prod');
    expect(Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(Properties.LifecycleConfiguration.Rules).toContainEqual(
      expect.objectContaining({ NoncurrentVersionExpiration: { NoncurrentDays: 30 }, ExpiredObjectDeleteMarker: true }),
    );
    expect(JSON.stringify(Properties)).not.toContain('ExpirationInDays');
    expect(uploadsOf('dev').Properties.VersioningConfiguration).toBeUndefined();
  });
});

describe('the pages that may upload', () => {
  const corsOf = (context: Record<string, string>) =>
    resourcesOf(synthesize(context).template, 'AWS::S3::Bucket').flatMap(([id, { Properties }]) =>
      (Properties.CorsConfiguration?.CorsRules ?? []).map((rule: object) => [id.replace(/Bucket.*/, ''), rule]),
    );
  const endpoint = { 'Fn::GetAtt': [expect.stringMatching(/^HttpApi/), 'ApiEndpoint'] };

  it('are those that the API serves: they send signed headers to the uploads bucket, and read tags', () => {
    const rule = {
      AllowedOrigins: [endpoint],
      AllowedMethods: ['PUT'],
      AllowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
      ExposedHeaders: ['ETag'],
      MaxAge: 3600,
    };
    expect(corsOf({})).toEqual([['StorageUploads', rule]]);
  });

  it('are also those of the context', () => {
    const [[, { AllowedOrigins }]] = corsOf({ uploadOrigins: 'https://admin.example,http://localhost:5173' });
    expect(AllowedOrigins).toEqual([endpoint, 'https://admin.example', 'http://localhost:5173']);
  });
});
