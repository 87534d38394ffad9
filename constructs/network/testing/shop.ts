import { Evaluator, kubernetesRules, stackRules } from '@palisade/rules';
import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { ClusterFacts } from '../../cluster';
import { namespaceOf } from '../../namespace/namespace-of';
import { TeamNamespace, type TeamNamespaceProps } from '../../namespace/team-namespace';
import { App } from '../../synth/app';
import type { ApiObjectJson } from '../../synth/apply-order';
import { findings } from '../../synth/check';
import type { Endpoint, EndpointPort, Protocol } from '../endpoint';

/** A workload as connections know it. Its pods are no part of what is tested here. */
export class Server extends Construct implements Endpoint {
  readonly name: string;
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly ports: readonly EndpointPort[];
  readonly serviceAccountName: string;

  /** @param ports - such as `8080` or `53/UDP` */
  constructor(scope: Construct, id: string, ports: readonly (number | `${number}/${Protocol}`)[] = [8080]) {
    super(scope, id);
    this.name = id;
    this.namespace = namespaceOf(this);
    this.podLabels = { 'app.kubernetes.io/name': id };
    this.ports = ports.map((port) => {
      const [number, protocol = 'TCP'] = String(port).split('/');
      return { name: `p${number}`, number: Number(number), protocol: protocol as Protocol };
    });
    this.serviceAccountName = id;
  }
}

/** An app with a namespace `shop` and another, `bank`. */
export class Shop {
  readonly app: App;
  readonly chart: Chart;
  readonly shop: TeamNamespace;
  readonly bank: TeamNamespace;

  constructor(cluster: Partial<ClusterFacts> = {}, namespace: Partial<TeamNamespaceProps> = {}) {
    this.app = new App({ cluster });
    this.chart = new Chart(this.app, 'test');
    const quota = { cpu: '8', memory: '16Gi', pods: 20 };
    this.shop = new TeamNamespace(this.chart, 'shop', { name: 'shop', owner: 'team-shop', quota, ...namespace });
    this.bank = new TeamNamespace(this.chart, 'bank', { name: 'bank', owner: 'team-bank', quota });
  }

  /** All objects. */
  objects(): ApiObjectJson[] {
    return this.app.node
      .findAll()
      .filter(ApiObject.isApiObject)
      .map((object) => object.toJson() as ApiObjectJson);
  }

  /** The spec of the only object of that kind and name in a namespace. */
  spec(kind: string, name: string, namespace = 'shop'): unknown {
    const found = this.objects().filter(
      (object) => object.kind === kind && object.metadata.name === name && object.metadata.namespace === namespace,
    );
    if (found.length !== 1) throw new Error(`there are ${found.length} of ${kind} ${namespace}/${name}`);
    return found[0]?.spec;
  }

  /** Names of the objects of a kind, `namespace/name`. */
  names(kind: string): string[] {
    return this.objects()
      .filter((object) => object.kind === kind)
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  }

  /** Everything that the whole catalogue finds, of every severity. */
  findings(): string[] {
    catalogue ??= new Evaluator([...kubernetesRules, ...stackRules]);
    return findings(catalogue, this.objects()).map(({ finding }) => `${finding.rule.id}: ${finding.message}`);
  }
}

let catalogue: Evaluator | undefined;
