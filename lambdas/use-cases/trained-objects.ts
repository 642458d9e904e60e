/** An object of training data as it was when a version was trained on it: one that is replaced is another. Plain JSON. */
export interface TrainedObject {
  readonly key: string;
  readonly etag: string;
}
