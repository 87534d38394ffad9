import { podOf } from '../hardened';
import { defineRule } from '../rule';

export const noProbeHosts = defineRule({
  id: 'no-probe-hosts',
  severity: 'medium',
  title: 'Let probes and hooks reach only the pod itself',
  rationale:
    'The kubelet runs probes and hooks from the node. A host named there makes it send requests wherever the pod’s author likes, to the node’s loopback services and the cloud’s metadata service too, past every network policy.',
  remediation: 'Leave `host` out of `httpGet` and `tcpSocket`; the kubelet then asks the pod’s own address.',
  references: [
    { standard: 'pod-security', level: 'baseline', control: 'Host Probes / Lifecycle Hooks' },
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1046' },
  ],
  on: 'container',
  cel: '[container.?livenessProbe, container.?readinessProbe, container.?startupProbe, container.?lifecycle.?postStart, container.?lifecycle.?preStop].all(handler, handler.?httpGet.?host.orValue("") == "" && handler.?tcpSocket.?host.orValue("") == "")',
  message: 'these containers have the kubelet ask another host: {label}',
  samples: {
    good: [
      { name: 'is asked itself', given: podOf({ readinessProbe: { httpGet: { path: '/healthz', port: 8080 } } }) },
      { name: 'has no probes', given: podOf({}) },
    ],
    bad: [
      {
        name: 'probes the metadata service',
        given: podOf({ livenessProbe: { httpGet: { host: '169.254.169.254', path: '/', port: 80 } } }),
        message: 'these containers have the kubelet ask another host: app',
      },
      {
        name: 'probes the node’s loopback address over TCP',
        given: podOf({ startupProbe: { tcpSocket: { host: '127.0.0.1', port: 10250 } } }),
        message: 'these containers have the kubelet ask another host: app',
      },
      {
        name: 'calls another host before it stops',
        given: podOf({ lifecycle: { preStop: { httpGet: { host: 'example.com', path: '/', port: 80 } } } }),
        message: 'these containers have the kubelet ask another host: app',
      },
    ],
  },
});
