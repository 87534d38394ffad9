// An esbuild plugin: compiles Pulumi's policy SDK into the pack, without what a running pack has no use for.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const { resolve } = createRequire(import.meta.url);
const sdk = dirname(resolve('@pulumi/policy'));

/**
 * The SDK needs two things of `@pulumi/pulumi`, the classes of assets and a test for outputs; to load the whole package with TypeScript and the
 * Automation API in it takes four times as long as everything else that a pack does to start. And it copies properties
 * once per policy; see deserialize-once.ts.
 */
export const compilePolicySdk = {
  name: 'compile-policy-sdk',
  setup(build) {
    build.onResolve({ filter: /^@pulumi\/policy(\/deserialize)?$/ }, ({ path }) => ({ path: resolve(path) }));
    build.onResolve({ filter: /^\.\/deserialize$/ }, ({ importer }) =>
      dirname(importer) === sdk ? { path: join(here, 'deserialize-once.ts') } : undefined,
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
