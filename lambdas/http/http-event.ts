/** What is read of an event of an HTTP API with payload format 2.0. */
export interface HttpEvent {
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly pathParameters?: Readonly<Record<string, string | undefined>>;
  readonly requestContext: {
    readonly requestId: string;
    readonly http: { readonly method: string };
    readonly authorizer?: {
      readonly iam?: { readonly userArn?: string } | null;
      readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> } | null;
    };
  };
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}
