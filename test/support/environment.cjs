const { TestEnvironment } = require('jest-environment-node');

/** Pulumi's own mark on errors that end a program, or the shape of a gRPC error. */
const isOfTheEngine = (error) =>
  error?.__pulumiRunError === true ||
  error?.__pulumResourceError === true ||
  (typeof error?.code === 'number' && typeof error?.details === 'string' && error.metadata !== undefined);

/**
 * A failing inline program leaves promises of the SDK rejected. Its host takes them by an `unhandledRejection` listener
 * while the operation runs, and reports them in the outcome, which tests look at; here jest listens too, and would
 * count each as an error of the test. Any other rejection still is one.
 */
module.exports = class extends TestEnvironment {
  handleTestEvent(event, state) {
    if (event.name !== 'error' || event.promise === undefined || !isOfTheEngine(event.error)) return;
    state.unhandledRejectionErrorByPromiseTarget.get(event.promise)?.delete(event.promise);
  }
};
