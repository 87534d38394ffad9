import { Construct } from 'constructs';
import { clusterOf } from '../cluster';
import { type Problem, refuse } from '../construct-error';
import { allowFromIngress, type EndpointPort, Peer } from '../network';
import { Access, type Way, wayOf } from './access';
import type { IngressFacts, ProxyPods } from './entrances';
import type { Exposable } from './exposable';
import type { ExposureProps } from './exposure-props';
import { exposeByGateway, type Route } from './gateway';
import { Host, hostProblems, pathProblems, pathsProblems } from './host';
import { exposeByLoadBalancer, exposeByNginx } from './ingress';
import { tlsProblems } from './tls-problems';

/**
 * A workload under a host name, by TLS only: made by `expose` of the workload. It also opens the way from the proxy to the
 * workload's port, and to no other.
 *
 * How it is done is the cluster's: an HTTPRoute of the Gateway API, or an Ingress; see {@link IngressFacts}.
 *
 * @throws ConstructError that names every wrong property, and where the cluster's entrance can't do what is asked
 */
export class Exposure extends Construct {
  /** The host name that it is reached under. */
  readonly host: string;

  constructor(workload: Exposable, props: ExposureProps) {
    const { host: name, tls, access = Access.internal(), paths = ['/'], healthPath = '/', headersFromApp = [] } = props;
    const id = `Exposure-${name}`;
    if (workload.node.tryFindChild(id) !== undefined) {
      refuse(workload, [
        { found: `it is exposed as ${name} twice`, write: 'Give all paths at once: { paths: [...] }' },
      ]);
    }
    super(workload, id);
    this.host = name;

    const { ingress } = clusterOf(workload);
    const { way, problems } = wayOf(access);
    const { port, problems: portProblems } = portOf(workload, props.port);
    refuse(workload, [
      ...hostProblems(name),
      ...pathsProblems(paths),
      ...pathProblems('healthPath is', healthPath),
      ...portProblems,
      ...problems,
      ...entranceProblems(ingress, way),
      ...tlsProblems(tls, ingress, way.side),
    ]);
    if (ingress === undefined || port === undefined || workload.service === undefined) return;

    const host = Host.claim(workload, name, paths, way.side, tls);
    const route: Route = {
      workload,
      host,
      paths,
      port: port.number,
      service: workload.service.name,
      headersFromApp,
      healthPath,
      ...(way.ranges !== undefined && { ranges: way.ranges }),
    };
    const letIn = (peer: ReturnType<typeof Peer.pods> | ReturnType<typeof Peer.cidr>) =>
      allowFromIngress(workload, peer, { ports: [port.number] });

    if (ingress.controller === 'gateway-api') {
      const entrance = ingress[way.side];
      if (entrance === undefined || tls.from === 'acm') return;
      exposeByGateway(this, route, entrance, tls);
      letIn(proxyPeer(entrance.proxy));
    } else if (ingress.controller === 'ingress-nginx') {
      const entrance = ingress[way.side];
      if (entrance === undefined || tls.from === 'acm' || tls.from === 'gateway') return;
      exposeByNginx(this, route, entrance, tls);
      letIn(proxyPeer(entrance.proxy));
    } else {
      const entrance = ingress[way.side];
      if (entrance === undefined || tls.from !== 'acm') return;
      if (host.owner !== workload) {
        refuse(workload, [
          {
            found: `${name} is exposed by ${host.owner.node.path}, by a load balancer of its own`,
            write: 'Expose it under a name of its own',
          },
        ]);
      }
      exposeByLoadBalancer(this, route, entrance, tls, way.side);
      for (const cidr of entrance.subnetCidrs) letIn(Peer.cidr(cidr));
    }
  }
}

/** Exposes a workload under a host name, by TLS only. See {@link Exposure}. */
export function expose(workload: Exposable, props: ExposureProps): Exposure {
  return new Exposure(workload, props);
}

function proxyPeer({ namespace, labels, serviceAccount }: ProxyPods) {
  return Peer.pods({ namespace, labels, ...(serviceAccount !== undefined && { serviceAccount }) });
}

function portOf(
  workload: Exposable,
  name: string | undefined,
): { readonly port?: EndpointPort; readonly problems: readonly Problem[] } {
  const open = workload.ports.filter(({ protocol }) => protocol === 'TCP');
  const names = open.map((port) => port.name).join(', ');
  if (open.length === 0 || workload.service === undefined) {
    return {
      problems: [{ found: 'it has no port of TCP to expose', write: 'Give it one: { port: 8080, probes: ... }' }],
    };
  }
  const [port, ...others] = name === undefined ? open : open.filter((each) => each.name === name);
  if (port === undefined) {
    return {
      problems: [{ found: `port is '${name}', which it does not have`, write: `Write one of its ports: ${names}` }],
    };
  }
  if (others.length > 0) {
    return {
      problems: [
        { found: `it has several ports (${names})`, write: `Write the one that is meant: port: '${port.name}'` },
      ],
    };
  }
  return { port, problems: [] };
}

function entranceProblems(ingress: IngressFacts | undefined, { side, ranges }: Way): Problem[] {
  if (ingress === undefined) {
    return [
      {
        found: 'the facts of the cluster do not say how traffic enters it',
        write: `Say it where the app is made: new App({ cluster: { ingress: { controller: 'gateway-api', ... } } })`,
      },
    ];
  }
  const found: Problem[] = [];
  if (ingress[side] === undefined) {
    const other = side === 'internal' ? 'internet' : 'internal';
    found.push({
      found: `the cluster has no ${side === 'internal' ? 'internal entrance' : 'entrance from the internet'}`,
      write: `Give its ingress one (${side}: { ... }), or choose another access${ingress[other] === undefined ? '' : `: it has one for '${other}'`}`,
    });
  }
  if (ranges !== undefined && ingress.controller === 'gateway-api' && ingress.implementation !== 'envoy-gateway') {
    found.push({
      found: 'access names source ranges, which the Gateway API has no way to say',
      write: `Narrow the gateway itself and write access: Access.internal(), or say { implementation: 'envoy-gateway' } of a cluster that has it`,
    });
  }
  return found;
}
