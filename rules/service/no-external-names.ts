import { defineRule } from '../rule';
import { service } from '../service-objects';

const message = 'the Service is another name for a host outside';

export const noExternalNames = defineRule({
  id: 'no-external-names',
  severity: 'medium',
  title: 'Send no Service to a host by name',
  rationale:
    'Such a Service is a DNS answer that whoever may write it controls: a proxy or an Ingress that takes it for a backend is sent to `localhost`, to the metadata service or to another tenant (CVE-2021-32783), past every network policy that knows pods.',
  remediation:
    'Give the program the outside name itself, or use a Service without a selector and EndpointSlices with addresses that were reviewed.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1557' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/concepts/services-networking/service/#externalname',
    },
  ],
  on: 'object',
  resources: [{ group: '', versions: ['v1'], kinds: { Service: 'services' } }],
  cel: 'object.spec.?type.orValue("ClusterIP") != "ExternalName"',
  message,
  samples: {
    good: [
      { name: 'is inside the cluster by default', given: service({}) },
      { name: 'is headless', given: service({ clusterIP: 'None' }) },
    ],
    bad: [
      {
        name: 'is a database outside',
        given: service({ type: 'ExternalName', externalName: 'database.example.com' }),
        message,
      },
      {
        name: 'is the controller itself',
        given: service({ type: 'ExternalName', externalName: 'localhost' }),
        message,
      },
      {
        name: 'is a Service of another namespace',
        given: service({ type: 'ExternalName', externalName: 'api.payments.svc.cluster.local' }),
        message,
      },
    ],
  },
});
