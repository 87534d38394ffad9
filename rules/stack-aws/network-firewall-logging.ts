import { defineRule } from '../rule';
import { ofType, refersTo } from './links';
import { aws } from './samples';

const firewall = (name: string) => aws('networkfirewall/firewall:Firewall', name, { arn: `arn:firewall/${name}` });
const logging = (firewallArn: string, ...logTypes: string[]) =>
  aws('networkfirewall/loggingConfiguration:LoggingConfiguration', 'blue', {
    firewallArn,
    loggingConfiguration: { logDestinationConfigs: logTypes.map((logType) => ({ logType })) },
  });

export const networkFirewallLogging = defineRule({
  id: 'network-firewall-logging',
  on: 'stack',
  severity: 'medium',
  title: 'Log what a network firewall stops',
  rationale:
    'What the firewall drops is the first sign that something inside is trying to get out; without a log it drops in silence.',
  remediation: 'Make an aws.networkfirewall.LoggingConfiguration for the firewall with a destination for ALERT logs.',
  references: [{ standard: 'aws-fsbp', control: 'NetworkFirewall.2' }],
  check: (resources) => {
    const alerting = ofType(resources, 'aws:networkfirewall/loggingConfiguration:LoggingConfiguration').filter((each) =>
      logTypes(each.props.loggingConfiguration).includes('ALERT'),
    );
    return ofType(resources, 'aws:networkfirewall/firewall:Firewall')
      .filter((each) => !alerting.some((one) => refersTo(one, 'firewallArn', each, ['arn', 'id'])))
      .map((resource) => ({ resource, message: 'the firewall does not log what it stops' }));
  },
  samples: {
    good: [
      { name: 'alerts logged', given: [firewall('blue'), logging('arn:firewall/blue', 'FLOW', 'ALERT')] },
      { name: 'no firewall', given: [] },
    ],
    bad: [
      { name: 'no logging', given: [firewall('blue')], message: 'the firewall does not log what it stops' },
      {
        name: 'flows only',
        given: [firewall('blue'), logging('arn:firewall/blue', 'FLOW')],
        message: 'the firewall does not log what it stops',
      },
      {
        name: 'another firewall logged',
        given: [firewall('blue'), logging('arn:firewall/green', 'ALERT')],
        message: 'the firewall does not log what it stops',
      },
    ],
  },
});

function logTypes(configuration: unknown): unknown[] {
  const { logDestinationConfigs = [] } = (configuration ?? {}) as { logDestinationConfigs?: { logType?: unknown }[] };
  return logDestinationConfigs.map(({ logType }) => logType);
}
