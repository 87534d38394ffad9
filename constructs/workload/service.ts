import { ApiObject, JsonPatch } from 'cdk8s';
import { type IPodSelector, Protocol, Service } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { WorkloadPort } from './ports';

/** What a Service must know of a workload. */
interface Server extends Construct, IPodSelector {
  readonly name: string;
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly ports: readonly WorkloadPort[];
}

/**
 * The Service of a workload's name, inside of the cluster alone, with its ports as they are.
 *
 * @param headless - whether its name stands for the addresses of the pods, each of which has a name too
 */
export function makeService(workload: Server, headless = false): Service {
  const { name, namespace, podLabels } = workload;
  const service = new Service(workload, 'Service', {
    metadata: { name, namespace, labels: { ...podLabels } },
    ...(headless ? { clusterIP: 'None' } : { selector: workload }),
    ports: workload.ports.map((port) => ({
      name: port.name,
      port: port.number,
      targetPort: port.number,
      protocol: Protocol[port.protocol],
    })),
  });
  const spoken = workload.ports.flatMap(({ appProtocol }, index) =>
    appProtocol === undefined ? [] : [JsonPatch.add(`/spec/ports/${index}/appProtocol`, appProtocol)],
  );
  // A StatefulSet of cdk8s-plus adds a selector of its own.
  const selector = headless ? [JsonPatch.add('/spec/selector', podLabels)] : [];
  if (spoken.length + selector.length > 0) ApiObject.of(service).addJsonPatch(...spoken, ...selector);
  return service;
}
