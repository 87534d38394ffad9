import { runGraph } from '.';

/** What a run of the command gave. */
export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command on a text as its standard input, or on the paths given. For tests. */
export async function runOn(
  stdin: string,
  given: { format?: string; namespace?: string; paths?: string[]; out?: string } = {},
): Promise<Run> {
  const written = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => ({
    write: (text: string) => {
      written[name] += text;
    },
  });
  const code = await runGraph(
    { paths: ['-'], ...given },
    { stdin: once(stdin), stdout: stream('out'), stderr: stream('err') },
  );
  return { code, ...written };
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

/** A workload, as short as it can be written. Its pods have the label `app` with its name. */
export function deployment(namespace: string, name: string, spec: object = {}): object {
  const template = { metadata: { labels: { app: name } }, spec: { containers: [], ...spec } };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace, name }, spec: { template } };
}

/** A NetworkPolicy for the pods of one workload, or for all pods of the namespace. */
export function policy(namespace: string, app: string | undefined, spec: object): object {
  const podSelector = app === undefined ? {} : { matchLabels: { app } };
  const metadata = { namespace, name: JSON.stringify([app, spec]).replaceAll(/\W+/g, '-') };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: { podSelector, ...spec } };
}

/** Pods of the same namespace by their label `app`. */
export const app = (name: string) => ({ podSelector: { matchLabels: { app: name } } });
/** A namespace by name. */
export const namespaceOf = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});
/** Nothing in, nothing out. */
export const isolated = (namespace: string) => policy(namespace, undefined, { policyTypes: ['Ingress', 'Egress'] });
