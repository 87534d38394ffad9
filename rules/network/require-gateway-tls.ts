import { defineRule } from '../rule';
import { gateway, https, listenerSet, listening } from './gateway';

const http = { name: 'http', protocol: 'HTTP', port: 80, hostname: 'app.example.com' };

export const requireGatewayTls = defineRule({
  id: 'require-gateway-tls',
  severity: 'high',
  title: 'Serve every host of a Gateway by TLS, and name it',
  rationale:
    'Without TLS, whoever is on the path reads and changes what passes: passwords, sessions and the pages themselves. Without a host name, a listener takes what is meant for any other.',
  remediation:
    'Give each listener of protocol HTTPS or TLS a `hostname` and `tls` with the Secret of its certificate in `certificateRefs`; to hand TLS on as it is, protocol TLS with `mode: Passthrough`. Listen for HTTP on port 80 only, and redirect from there.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1557' },
    { standard: 'documentation', url: 'https://gateway-api.sigs.k8s.io/guides/tls/' },
  ],
  on: 'object',
  resources: [listening],
  // Some gateways have certificates of the cloud by an option. A listener of TCP or of a mesh's own protocol is none of this.
  forEach: { as: 'listener', in: 'object.?spec.?listeners.orValue([])', label: 'listener.name' },
  cel: 'listener.protocol == "HTTP" ? listener.port == 80 : (!(listener.protocol in ["HTTPS", "TLS"]) || (listener.?hostname.orValue("") != "" && ((listener.?tls.?mode.orValue("Terminate") == "Terminate" && (listener.?tls.?certificateRefs.orValue([]).size() > 0 || listener.?tls.?options.orValue({}).size() > 0)) || (listener.protocol == "TLS" && listener.?tls.?mode.orValue("") == "Passthrough"))))',
  message: 'listeners without TLS, a certificate or a host name: {label}',
  samples: {
    good: [
      { name: 'has a certificate, and HTTP for redirects', given: gateway(https(), http) },
      {
        name: 'hands TLS on',
        given: gateway(https({ name: 'tls', protocol: 'TLS', tls: { mode: 'Passthrough' } })),
      },
      {
        name: 'adds a listener to a gateway',
        given: listenerSet(https({ tls: { certificateRefs: [{ name: 'app' }] } })),
      },
      {
        name: 'has the proxies of a mesh connect',
        given: gateway({ name: 'mesh', protocol: 'HBONE', port: 15008 }),
      },
    ],
    bad: [
      {
        name: 'serves HTTP where TLS is expected',
        given: gateway(https({ protocol: 'HTTP', tls: undefined })),
        message: 'listeners without TLS, a certificate or a host name: https',
      },
      {
        name: 'serves HTTP on a port of its own, beside a good listener',
        given: gateway(https(), { ...http, name: 'plain', port: 8080 }),
        message: 'listeners without TLS, a certificate or a host name: plain',
      },
      {
        name: 'names no host',
        given: gateway(https({ hostname: undefined })),
        message: 'listeners without TLS, a certificate or a host name: https',
      },
      {
        name: 'adds a listener of TLS that is handed on for any host',
        given: listenerSet(https({ name: 'any', protocol: 'TLS', hostname: undefined, tls: { mode: 'Passthrough' } })),
        message: 'listeners without TLS, a certificate or a host name: any',
      },
    ],
  },
});
