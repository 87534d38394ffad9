import { Evaluator, kubernetesRules, stackRules } from '@palisade/rules';
import { Chart } from 'cdk8s';
import type { ClusterFacts } from '../../cluster';
import { TeamNamespace } from '../../namespace/team-namespace';
import { App } from '../../synth/app';
import type { ApiObjectJson } from '../../synth/apply-order';
import { findings } from '../../synth/check';

/** An image as a team would pin it. */
export const image = `registry.example.com/shop/api@sha256:${'0'.repeat(64)}` as const;

/** Resources of a small program. */
export const resources = { cpu: '100m', memory: '128Mi' } as const;

/** Makes something in the namespace `shop` of a cluster. */
export function inShop<T>(make: (shop: TeamNamespace) => T, cluster: Partial<ClusterFacts> = {}) {
  const chart = new Chart(new App({ cluster }), 'test');
  const shop = new TeamNamespace(chart, 'shop', {
    name: 'shop',
    owner: 'team-shop',
    quota: { cpu: '8', memory: '32Gi', pods: 50 },
  });
  const made = make(shop);
  return {
    made,
    objects: (): ApiObjectJson[] => chart.toJson(),
    /** The one object of a kind that is named so. */
    object: (kind: string, name: string) => {
      const found = (chart.toJson() as ApiObjectJson[]).filter(
        (one) => one.kind === kind && one.metadata.name === name,
      );
      if (found.length !== 1) throw new Error(`${found.length} objects are ${kind} ${name}`);
      // biome-ignore lint/suspicious/noExplicitAny: tests look into objects of every kind.
      return found[0] as any;
    },
  };
}

const catalogue = new Evaluator([...kubernetesRules, ...stackRules]);

/** What the whole catalogue finds, of every severity. */
export function found(objects: readonly ApiObjectJson[]): string[] {
  return findings(catalogue, objects).map(
    ({ object, finding }) => `${object?.kind} ${object?.metadata.name}: ${finding.rule.id}`,
  );
}
