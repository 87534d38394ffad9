import { defineRule } from '../rule';
import { firewallPolicy } from './samples';

export const firewallStatefulDefaultDrop = defineRule({
  id: 'firewall-stateful-default-drop',
  on: 'aws',
  types: ['aws:networkfirewall/firewallPolicy:FirewallPolicy'],
  severity: 'high',
  title: 'Drop what no rule of a firewall lets through',
  rationale: "A firewall that lets through what it does not know blocks only yesterday's attackers.",
  remediation:
    "Set statefulEngineOptions.ruleOrder to 'STRICT_ORDER' and statefulDefaultActions to 'aws:drop_established' or 'aws:drop_strict' (with an alert action beside it).",
  references: [
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html',
    },
    { standard: 'mitre-attack', control: 'T1048' },
  ],
  cel: `
    object.firewallPolicy.?statefulEngineOptions.?ruleOrder.orValue('DEFAULT_ACTION_ORDER') == 'STRICT_ORDER'
    && object.firewallPolicy.?statefulDefaultActions.orValue([]).exists(action, action in ['aws:drop_strict', 'aws:drop_established', 'aws:drop_established_app_layer'])
  `,
  message: 'the firewall lets through what no rule names',
  samples: {
    good: [
      { name: 'established connections', given: firewallPolicy() },
      {
        name: 'every packet',
        given: firewallPolicy({ statefulDefaultActions: ['aws:drop_strict', 'aws:alert_strict'] }),
      },
    ],
    bad: [
      {
        name: 'alerts only',
        given: firewallPolicy({ statefulDefaultActions: ['aws:alert_established'] }),
        message: 'the firewall lets through what no rule names',
      },
      {
        name: 'no default action',
        given: firewallPolicy({ statefulDefaultActions: undefined }),
        message: 'the firewall lets through what no rule names',
      },
      {
        name: 'in default order',
        given: firewallPolicy({ statefulEngineOptions: { ruleOrder: 'DEFAULT_ACTION_ORDER' } }),
        message: 'the firewall lets through what no rule names',
      },
    ],
  },
});
