// An esbuild plugin: compiles Pulumi's policy SDK into the pack, without what a running pack has no use for.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const { resolve } = createRequire(import.meta.url);
const sdk = dirname(resolve('@pulumi/policy'));
const plainStructs = join(here, 'plain-structs.ts');

/**
 * The SDK needs two things of `@pulumi/pulumi`, the classes of assets and a test for outputs; to load the whole package with TypeScript and the
 * Automation API in it takes four times as long as everything else that a pack does to start. What it does anew for
 * each policy or value is done once, or not at all: see deserialize-once.ts, analyzer.ts and plain-structs.ts.
 */
export const compilePolicySdk = {
  name: 'compile-policy-sdk',
  setup(build) {
    build.onResolve({ filter: /^@pulumi\/policy(\/deserialize|\/server)?$/ }, ({ path }) => ({ path: resolve(path) }));
    build.onResolve({ filter: /^\.\/deserialize$/ }, ({ importer }) =>
      dirname(importer) === sdk ? { path: join(here, 'deserialize-once.ts') } : undefined,
    );
    build.onResolve({ filter: /^\.\/server$/ }, ({ importer }) =>
      importer === join(sdk, 'policy.js') ? { path: join(here, 'analyzer.ts') } : undefined,
    );
    build.onResolve({ filter: /^@grpc\/grpc-js$/ }, ({ importer }) =>
      importer === join(sdk, 'server.js') ? { path: 'grpc', namespace: 'compile-policy-sdk' } : undefined,
    );
    build.onLoad({ filter: /^grpc$/, namespace: 'compile-policy-sdk' }, () => ({
      contents: `
        const grpc = require('@grpc/grpc-js');
        const { narrowed } = require('./analyzer.ts');
        exports.ServerCredentials = grpc.ServerCredentials;
        exports.Server = class extends grpc.Server {
          addService(definition, handlers) { super.addService(definition, narrowed(handlers)); }
        };`,
      resolveDir: here,
    }));
    build.onResolve({ filter: /^google-protobuf\/google\/protobuf\/struct_pb(\.js)?$/ }, ({ importer }) =>
      importer === plainStructs ? undefined : { path: plainStructs },
    );
    build.onResolve({ filter: /^@pulumi\/pulumi$/ }, ({ importer }) =>
      dirname(importer) === sdk ? { path: 'assets', namespace: 'compile-policy-sdk' } : undefined,
    );
    build.onLoad({ filter: /^assets$/, namespace: 'compile-policy-sdk' }, () => ({
      contents: `
        exports.asset = require('@pulumi/pulumi/asset');
        // What the engine sends holds no outputs; what a remedy sends back is asked for some all the same.
        exports.Output = { isInstance: (value) => value.__pulumiOutput === true };`,
      resolveDir: here,
    }));
  },
};
