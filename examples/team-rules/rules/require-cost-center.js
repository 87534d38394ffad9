// @ts-check
import { defineRule } from '@palisade/rules';

const message = 'no label names the cost center';

/** @param {Record<string, string>} labels */
const namespace = (labels) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } });

export const requireCostCenter = defineRule({
  id: 'require-cost-center',
  severity: 'low',
  title: 'Say who pays for a namespace',
  rationale: 'The bill of a namespace without a cost center is paid by nobody, so nobody looks at what it costs.',
  remediation: 'Set the label `cost-center` to the number that accounting gave the project.',
  references: [{ standard: 'documentation', url: 'https://wiki.example.com/cost-centers' }],
  on: 'object',
  resources: [{ group: '', versions: ['v1'], kinds: { Namespace: 'namespaces' } }],
  cel: 'object.metadata.?labels[?"cost-center"].orValue("").startsWith("cc-")',
  message,
  samples: {
    good: [
      { name: 'names one', given: namespace({ 'cost-center': 'cc-4711' }) },
      { name: 'names one beside other labels', given: namespace({ team: 'shop', 'cost-center': 'cc-4712' }) },
    ],
    bad: [
      { name: 'has other labels only', given: namespace({ team: 'shop' }), message },
      { name: 'names an empty one', given: namespace({ 'cost-center': '' }), message },
      { name: 'names something else', given: namespace({ 'cost-center': 'the usual' }), message },
    ],
  },
});
