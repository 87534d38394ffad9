import { App, type ClusterFacts, TeamNamespace, type TeamNamespaceProps } from '@palisade/constructs';
import { Chart } from 'cdk8s';

/** Something that an application's developers may write, with one option or several. */
export interface Case {
  /** Short, and told apart from others by itself: namespaces are named by it. */
  readonly name: string;
  /** What the cluster is, besides taking images from `registry.example.com`. */
  readonly cluster?: Partial<ClusterFacts>;
  /** The namespace, besides its name, owner and quota. */
  readonly namespace?: Partial<TeamNamespaceProps>;
  /** The rule that asks for a waiver, where it is a relaxation. */
  readonly refusedBy?: string;
  /** Makes it, inside of the namespace. */
  make(namespace: TeamNamespace): unknown;
}

/** An image of that name, as a team would pin it. */
export function image<Name extends string>(name: Name): `registry.example.com/${Name}@sha256:${string}` {
  return `registry.example.com/${name}@sha256:4a1c4b21597c1b4415bdbecb28a3296c6b5e23ca4f9feeb599860a1dac6a0108`;
}

/** The app of a case, with one namespace. */
export function appOf({ name, cluster, namespace, make }: Case): App {
  const app = new App({ cluster: { allowedRegistries: ['registry.example.com'], ...cluster } });
  const chart = new Chart(app, 'case');
  const quota = { cpu: '8', memory: '16Gi', pods: 40 };
  make(new TeamNamespace(chart, name, { name, owner: 'shop', quota, ...namespace }));
  return app;
}
