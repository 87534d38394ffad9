import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Evaluator, kubernetesRules } from '@palisade/rules';

/** The release that the table is about. */
const current = 37;
/** Kinds that are never written into a file: subresources, and what clients and servers send each other. */
const transient = new Set([
  'AdmissionReview',
  'APIGroupDiscovery',
  'ConversionReview',
  'DeploymentRollback',
  'Eviction',
  'Scale',
]);

interface Lifecycle {
  readonly apiVersion: string;
  readonly kind: string;
  /** Minor versions of Kubernetes 1. */
  readonly deprecatedIn: number;
  readonly removedIn: number;
}

const lifecycles = ['k8s.io/api', 'k8s.io/apiextensions-apiserver', 'k8s.io/kube-aggregator'].map(lifecyclesOf);
const known = lifecycles.every((found) => found !== undefined) ? lifecycles.flat() : undefined;

// Where Go is missing, Kubernetes' source cannot be had: `npm test` then says that a test was skipped.
(known === undefined ? test.skip : test)(
  'the rules know every version that Kubernetes’ own source says is gone or going',
  () => {
    const evaluator = new Evaluator(
      kubernetesRules.filter(({ id }) => /^no-(removed|deprecated)-api-versions$/.test(id)),
    );
    const given = (known as Lifecycle[]).filter(
      ({ kind, deprecatedIn }) => deprecatedIn <= current && !kind.endsWith('List') && !transient.has(kind),
    );
    const said = given.map(({ apiVersion, kind }) =>
      evaluator.kubernetes({ apiVersion, kind, metadata: { name: 'a' } }).map(({ message }) => message),
    );
    const expected = given.map(({ apiVersion, kind, removedIn }) => [
      removedIn <= current
        ? `Kubernetes no longer serves ${apiVersion} ${kind}, since 1.${removedIn}`
        : `Kubernetes will no longer serve ${apiVersion} ${kind}, from 1.${removedIn}`,
    ]);
    expect(said).toEqual(expected);
    expect(given).toHaveLength(67);
  },
);

/** From the modules that the API server here is built with. Alpha versions, which promise nothing, are left out. */
function lifecyclesOf(module: string): Lifecycle[] | undefined {
  const cwd = join(__dirname, '../rehearsal/programs/kube-apiserver');
  const { status, stdout } = spawnSync('go', ['mod', 'download', '-json', module], { cwd, encoding: 'utf8' });
  if (status !== 0) return undefined;
  const { Dir: root } = JSON.parse(stdout) as { Dir: string };
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /\/v\d+(beta\d+)?\/zz_generated\.prerelease-lifecycle\.go$/.test(file))
    .flatMap((file) => lifecyclesIn(readFileSync(join(root, file), 'utf8'), groupVersion(root, file)));
}

function groupVersion(root: string, file: string): string {
  const version = file.split('/').at(-2);
  const register = readFileSync(join(root, file, '../register.go'), 'utf8');
  const [, group] = /GroupName = "([^"]*)"/.exec(register) ?? [];
  return `${group ?? ''}/${version}`;
}

function lifecyclesIn(source: string, apiVersion: string): Lifecycle[] {
  const minors = new Map<string, { Deprecated?: number; Removed?: number }>();
  for (const [, kind = '', what = '', minor] of source.matchAll(
    /^func \(in \*(\w+)\) APILifecycle(Deprecated|Removed)\(\)[^{]*\{\s*return 1, (\d+)/gm,
  )) {
    minors.set(kind, { ...minors.get(kind), [what]: Number(minor) });
  }
  return [...minors].flatMap(([kind, { Deprecated: deprecatedIn, Removed: removedIn }]) =>
    deprecatedIn === undefined || removedIn === undefined ? [] : [{ apiVersion, kind, deprecatedIn, removedIn }],
  );
}
