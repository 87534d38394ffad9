/**
 * Stands in for the SDK's server when the pack is compiled (see compile.mjs): of each resource it has the SDK ask only the
 * policies that the resource concerns. The SDK prepares a resource for every policy anew, and most would return at once.
 */
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import type { Policy } from '@pulumi/policy';
import type { AnalyzeRequest, AnalyzeResponse } from '@pulumi/pulumi/proto/analyzer_pb';
import { policiesAbout } from '../subjects';

type Analyze = (
  call: ServerUnaryCall<AnalyzeRequest, AnalyzeResponse>,
  done: sendUnaryData<AnalyzeResponse>,
) => unknown;
type Served = [name: string, version: string, level: string];

const sdk: {
  serve(...served: [...Served, args: { policies: readonly Policy[] }, config: unknown]): void;
  makeAnalyzeRpcFun(...served: [...Served, policies: readonly Policy[]]): Analyze;
} = require('@pulumi/policy/server');

let analyze: Analyze | undefined;

/** As the SDK's own. */
export function serve(...served: Parameters<typeof sdk.serve>): void {
  const [name, version, level, { policies }] = served;
  // Resources that concern the same policies share what asks them.
  const bySubject = new Map<readonly Policy[], Analyze>();
  const about = policiesAbout(policies);
  analyze = (call, done) => {
    const asked = about(call.request.getType(), () => call.request.getProperties()?.toJavaScript() ?? {});
    let ask = bySubject.get(asked);
    if (ask === undefined) {
      ask = sdk.makeAnalyzeRpcFun(name, version, level, asked);
      bySubject.set(asked, ask);
    }
    return ask(call, done);
  };
  sdk.serve(...served);
}

/** Puts the narrower call in the place of the SDK's among those that its server is about to serve. */
export function narrowed<H extends object>(handlers: H): H {
  return analyze === undefined ? handlers : { ...handlers, analyze };
}
