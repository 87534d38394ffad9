import { defineRule, type JsonObject } from '../rule';

const message = 'the load balancer of the Ingress speaks old TLS, or plain HTTP, or may be public by mistake';

const hardened: JsonObject = {
  'alb.ingress.kubernetes.io/scheme': 'internal',
  'alb.ingress.kubernetes.io/listen-ports': '[{"HTTP":80},{"HTTPS":443}]',
  'alb.ingress.kubernetes.io/ssl-redirect': '443',
  'alb.ingress.kubernetes.io/ssl-policy': 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06',
};

const ingress = (change: Readonly<Record<string, string | undefined>> = {}): JsonObject => {
  const changes = Object.entries(change).map(([key, value]) => [`alb.ingress.kubernetes.io/${key}`, value]);
  const merged = { ...hardened, ...Object.fromEntries(changes) };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: 'sample',
      namespace: 'sample',
      annotations: Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined)),
    },
    spec: {
      ingressClassName: 'alb',
      tls: [{ hosts: ['app.example.com'], secretName: 'app-tls' }],
      rules: [
        {
          host: 'app.example.com',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'sample', port: { number: 80 } } } }],
          },
        },
      ],
    },
  };
};

export const requireLoadBalancerTlsPolicy = defineRule({
  id: 'require-load-balancer-tls-policy',
  severity: 'medium',
  title: 'Have a load balancer of AWS speak new TLS only, and say who it is for',
  rationale:
    'The load balancer’s own defaults are TLS 1.0 with old ciphers, plain HTTP beside it, and whatever scheme the controller was installed with: what the Ingress does not say is somebody else’s setting.',
  remediation:
    'Set the annotations `alb.ingress.kubernetes.io/ssl-policy` to a policy `ELBSecurityPolicy-TLS13-1-2-…` or `-1-3-…`, `ssl-redirect` to `443`, and `scheme` to `internal`, or to `internet-facing` where that is meant.',
  references: [
    { standard: 'nsa-cisa', control: 'TLS encryption' },
    { standard: 'mitre-attack', control: 'T1557' },
    {
      standard: 'documentation',
      url: 'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/',
    },
  ],
  on: 'object',
  resources: [{ group: 'networking.k8s.io', versions: ['v1'], kinds: { Ingress: 'ingresses' } }],
  cel: '!object.metadata.?annotations.orValue({}).exists(key, key.startsWith("alb.ingress.kubernetes.io/")) || (["ELBSecurityPolicy-TLS13-1-2-", "ELBSecurityPolicy-TLS13-1-3-"].exists(kind, object.metadata.?annotations[?"alb.ingress.kubernetes.io/ssl-policy"].orValue("").startsWith(kind)) && object.metadata.?annotations[?"alb.ingress.kubernetes.io/ssl-redirect"].orValue("") == "443" && object.metadata.?annotations[?"alb.ingress.kubernetes.io/scheme"].orValue("") in ["internal", "internet-facing"])',
  message,
  samples: {
    good: [
      { name: 'is internal, with new TLS and a redirect', given: ingress() },
      {
        name: 'is meant for the internet, with TLS 1.3 alone',
        given: ingress({ scheme: 'internet-facing', 'ssl-policy': 'ELBSecurityPolicy-TLS13-1-3-2021-06' }),
      },
    ],
    bad: [
      { name: 'leaves the policy to AWS', given: ingress({ 'ssl-policy': undefined }), message },
      { name: 'chooses an old policy', given: ingress({ 'ssl-policy': 'ELBSecurityPolicy-2016-08' }), message },
      { name: 'answers plain HTTP', given: ingress({ 'ssl-redirect': undefined }), message },
      { name: 'leaves the scheme to the controller', given: ingress({ scheme: undefined }), message },
    ],
  },
});
