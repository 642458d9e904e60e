import { productSchema } from '../../../lambdas/formats/schemas/product-schema.ts';
import { operationSchemas } from '../../../lambdas/http/product-operations.ts';
import * as requests from '../../../lambdas/http/request-schemas.ts';
import {
  exampleForms,
  exampleSchema,
  similarBatchSchema,
  similarBodySchema,
} from '../../../lambdas/http/similar-body.ts';
import * as jobs from './jobs.ts';
import * as models from './models.ts';
import * as problems from './problems.ts';
import { productPatchSchema } from './product-patch.ts';
import * as products from './products.ts';

/**
 * The named schemas of the document. Those of requests are the schemas that the handlers check bodies with; those of answers
 * are here only, and tests check every answer with them.
 */
export const components = {
  Product: productSchema,
  ProductReference: requests.productReferenceSchema,
  TextQuery: requests.textQuerySchema,
  ProductFields: requests.putProductSchema,
  ProductPatch: productPatchSchema,
  StoredProduct: products.storedProductSchema,
  WrittenProduct: products.writtenProductSchema,
  ProductPage: products.productPageSchema,
  ProductOperations: products.productOperationsSchema,
  PutOperation: operationSchemas.put,
  PatchOperation: operationSchemas.patch,
  DeleteOperation: operationSchemas.delete,
  ProductResults: products.productResultsSchema,
  SimilarRequest: similarBodySchema,
  SimilarExample: exampleSchema,
  StoredExample: exampleForms.stored,
  ProductExample: exampleForms.product,
  VectorExample: exampleForms.vector,
  FeaturesExample: exampleForms.features,
  TextExample: exampleForms.text,
  Because: products.becauseSchema,
  SimilarProducts: products.similarProductsSchema,
  SimilarBatchRequest: similarBatchSchema,
  SimilarBatch: products.similarBatchAnswerSchema,
  EmbeddingsRequest: requests.embeddingsSchema,
  Embeddings: products.embeddingsAnswerSchema,
  Triplet: requests.tripletSchema,
  TrainStepRequest: requests.trainStepSchema,
  TrainedStep: models.trainedStepSchema,
  TrainingRunRequest: requests.trainingRunSchema,
  TrainingRun: jobs.trainingRunSchema,
  TrainingRunBrief: jobs.trainingRunBriefSchema,
  TrainingRunPage: jobs.trainingRunPageSchema,
  CancelRequest: requests.cancelRunSchema,
  ChangeModelRequest: requests.changeModelSchema,
  Rollback: jobs.rollbackSchema,
  Model: models.modelSchema,
  ModelPage: models.modelPageSchema,
  ModelDetail: models.modelDetailSchema,
  Upload: jobs.uploadSchema,
  UploadPage: jobs.uploadPageSchema,
  Health: models.healthSchema,
  OpenApiDocument: models.openApiSchema,
  Problem: problems.problemSchema,
  EntryProblem: problems.entryProblemSchema,
  ProblemType: problems.problemTypeSchema,
  GatewayMessage: problems.gatewayMessageSchema,
} as const;

export type ComponentName = keyof typeof components;

/** What the schemas are, in the document. */
export const componentTexts: Readonly<Record<ComponentName, string>> = {
  Product: 'A product. Everything but `id` is optional; the model uses the fields that are present.',
  ProductReference: 'A product: its id, the product itself, or a bare feature vector.',
  TextQuery: 'A search text.',
  ProductFields: 'The fields of a product. The id may be left out, because it is in the path.',
  ProductPatch: 'A JSON merge patch (RFC 7396) of a product: `null` removes a field, and absent fields stay.',
  StoredProduct: 'A product as it is stored.',
  WrittenProduct: 'A product after it was written.',
  ProductPage: 'A page of products; or one product, if the request has an `id`.',
  ProductOperations: 'Operations on products.',
  PutOperation: 'Writes a product, as `PUT /v1/products/{id}` does.',
  PatchOperation: 'Changes parts of a product, as `PATCH /v1/products/{id}` does.',
  DeleteOperation: 'Removes a product.',
  ProductResults: 'What became of each operation.',
  SimilarRequest: 'A search by examples.',
  SimilarExample:
    'A stored product, a product by value, a vector of the live version, a feature vector or a search text.',
  StoredExample: 'A stored product as an example.',
  ProductExample: 'A product by value as an example. It is not stored.',
  VectorExample: 'A vector of the live version as an example.',
  FeaturesExample: 'A feature vector for a linear model as an example.',
  TextExample: 'A search text as an example.',
  Because: 'A score as a sum over pairs of features, or why it is none.',
  SimilarProducts: 'A page of similar products.',
  SimilarBatchRequest: 'Several searches by examples.',
  SimilarBatch: 'A result or a problem for each search.',
  EmbeddingsRequest: 'What to embed.',
  Embeddings: 'A vector or a problem for each item.',
  Triplet: 'The anchor is more similar to the positive than to the negative.',
  TrainStepRequest: 'A training step.',
  TrainedStep: 'The result of a training step.',
  TrainingRunRequest: 'A training run to start or to resume.',
  TrainingRun: 'A training run, or the publication of a version.',
  TrainingRunBrief: 'A training run without its loss curve and its decisions.',
  TrainingRunPage: 'A page of training runs.',
  CancelRequest: 'Who cancels a run.',
  ChangeModelRequest: 'Why `live` moves.',
  Rollback: 'The run that a rollback starts, and the version that is live now.',
  Model: 'A model version.',
  ModelPage: 'A page of model versions.',
  ModelDetail: 'A model version with its report and the decisions about it.',
  Upload: 'The job of an upload.',
  UploadPage: 'A page of uploads; or one upload, if the request has a `key`.',
  Health: 'The state of the service.',
  OpenApiDocument: 'An OpenAPI document.',
  Problem: 'An error (RFC 9457). Use `code` in programs.',
  EntryProblem: 'The problem of one entry of a request. The other entries are answered.',
  ProblemType: 'What a problem code means.',
  GatewayMessage: 'An answer of the gateway itself.',
};
