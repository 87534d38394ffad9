import { describe, expect, test } from '@jest/globals';
import { Evaluator, kubernetesRules, stackRules } from '@palisade/rules';
import { Chart } from 'cdk8s';
import { App } from '../app';
import type { ApiObjectJson } from '../apply-order';
import { findings } from '../check';
import { TeamNamespace } from '../team-namespace';
import { Deployment, type DeploymentProps } from './deployment';
import { Probe } from './probe';

const image = `registry.example.com/shop/api@sha256:${'0'.repeat(64)}` as const;
const api: DeploymentProps = {
  image,
  port: 8080,
  probes: { readiness: Probe.http('/ready'), liveness: Probe.http('/live') },
  resources: { cpu: '100m', memory: '128Mi' },
  replicas: 3,
};

function objects(props: DeploymentProps = api): ApiObjectJson[] {
  const chart = new Chart(new App(), 'test');
  const shop = new TeamNamespace(chart, 'shop', {
    name: 'shop',
    owner: 'team-shop',
    quota: { cpu: '8', memory: '32Gi', pods: 50 },
  });
  new Deployment(shop, 'api', props);
  return chart.toJson();
}

const catalogue = new Evaluator([...kubernetesRules, ...stackRules]);

describe('a deployment', () => {
  test('satisfies the whole catalogue', () => {
    expect(findings(catalogue, objects()).map(({ finding }) => finding.message)).toEqual([]);
  });
});
