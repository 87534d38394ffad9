import { defineRule } from '../rule';
import { firewallPolicy } from './samples';

export const firewallStatelessDefault = defineRule({
  id: 'firewall-stateless-default',
  on: 'aws',
  types: ['aws:networkfirewall/firewallPolicy:FirewallPolicy'],
  severity: 'high',
  title: 'Let no packet past the stateful rules of a firewall',
  rationale:
    'With a stateless default of aws:pass, packets that no stateless rule names are through before any domain list is asked.',
  remediation:
    "Set statelessDefaultActions and statelessFragmentDefaultActions to ['aws:forward_to_sfe'] or ['aws:drop'].",
  references: [
    { standard: 'aws-fsbp', control: 'NetworkFirewall.4' },
    { standard: 'aws-fsbp', control: 'NetworkFirewall.5' },
  ],
  forEach: { as: 'field', in: "['statelessDefaultActions', 'statelessFragmentDefaultActions']", label: 'field' },
  cel: "object.firewallPolicy[field].all(action, action in ['aws:forward_to_sfe', 'aws:drop'])",
  message: 'packets pass by default: {label}',
  samples: {
    good: [
      { name: 'handed on', given: firewallPolicy() },
      { name: 'dropped', given: firewallPolicy({ statelessFragmentDefaultActions: ['aws:drop'] }) },
    ],
    bad: [
      {
        name: 'whole packets pass',
        given: firewallPolicy({ statelessDefaultActions: ['aws:pass'] }),
        message: 'packets pass by default: statelessDefaultActions',
      },
      {
        name: 'fragments pass',
        given: firewallPolicy({ statelessFragmentDefaultActions: ['aws:pass'] }),
        message: 'packets pass by default: statelessFragmentDefaultActions',
      },
      {
        name: 'both pass',
        given: firewallPolicy({ statelessDefaultActions: ['aws:pass'], statelessFragmentDefaultActions: ['aws:pass'] }),
        message: 'packets pass by default: statelessDefaultActions, statelessFragmentDefaultActions',
      },
    ],
  },
});
