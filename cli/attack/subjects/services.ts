import { about } from '../attack';
import { request } from '../request-attack';

const service = (name: string, spec: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: 'attack' }, ports: [{ port: 443 }], ...spec },
});

/** Traffic that is meant for others, or let in past the ingress. */
export const services = about('services', [
  ...(
    [
      [
        'service-external-ip',
        'Draw traffic to an address of others to oneself (externalIPs, CVE-2020-8554)',
        'T1557',
        { externalIPs: ['203.0.113.7'] },
        'DenyServiceExternalIPs',
      ],
      ['service-node-port', 'Open a port on every node (NodePort)', 'T1133', { type: 'NodePort' }, 'ResourceQuota'],
      [
        'service-load-balancer',
        'Open a service to the internet (LoadBalancer)',
        'T1133',
        { type: 'LoadBalancer' },
        'policy palisade-no-public-load-balancers',
      ],
    ] as const
  ).map(([id, title, technique, spec, stoppedBy]) =>
    request({
      id,
      title,
      technique,
      as: 'developer',
      stoppedBy,
      call: ({ namespace }) => ({
        method: 'POST',
        path: `/api/v1/namespaces/${namespace}/services`,
        body: service(id, spec),
      }),
    }),
  ),
  request({
    id: 'endpoint-slice',
    title: 'Steer a service’s traffic to an address of the attacker’s, by an EndpointSlice',
    technique: 'T1557',
    as: 'editor',
    stoppedBy: 'RBAC',
    call: ({ namespace }) => ({
      method: 'POST',
      path: `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
      body: {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'attack', labels: { 'kubernetes.io/service-name': 'attack' } },
        addressType: 'IPv4',
        endpoints: [{ addresses: ['203.0.113.7'] }],
        ports: [{ port: 443 }],
      },
    }),
  }),
  request({
    id: 'ingress-of-others',
    title: 'Take over a host name of others by an Ingress',
    technique: 'T1557',
    as: 'developer',
    stoppedBy: 'RBAC',
    call: ({ namespace }) => ({
      method: 'POST',
      path: `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses`,
      body: {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'attack' },
        spec: { defaultBackend: { service: { name: 'attack', port: { number: 443 } } } },
      },
    }),
  }),
]);
