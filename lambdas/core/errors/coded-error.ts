/**
 * Base class of Kindred's own errors. `code` tells a program what is wrong; `message` tells a person what is wrong (with
 * the value), where, and what to do. `name` is the name of the class: bundles preserve class names.
 */
export abstract class CodedError<Code extends string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
