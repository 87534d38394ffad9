import { LogGroup } from '@pulumi/aws/cloudwatch';
import { Firewall, FirewallPolicy, LoggingConfiguration, RuleGroup } from '@pulumi/aws/networkfirewall';
import type { Output } from '@pulumi/pulumi';
import { tagsFor } from '../tags';
import { type NetworkParts, subnetsOf } from './parts';

/**
 * A firewall that lets nodes reach listed domains over TLS (judged by the server name that the client says) and HTTP
 * (by the Host header), and drops everything else.
 *
 * The name is what the client claims: who holds both ends can claim another. It stops accidents, droppers and plain
 * exfiltration, and leaves a log of what was tried.
 *
 * @param domains names, or with a leading dot every name below.
 * @returns the firewall's endpoint in a zone.
 */
export function domainFirewall(parts: NetworkParts, domains: readonly string[]): (zone: string) => Output<string> {
  const { name, cluster, parent, vpcId } = parts;
  const tags = tagsFor(cluster, 'egress');
  const allowed = new RuleGroup(
    `${name}-allowed-domains`,
    {
      name: `${cluster}-allowed-domains`,
      type: 'STATEFUL',
      // Fixed for the group's life: changing it replaces the group. Room for some hundreds of domains.
      capacity: 1000,
      ruleGroup: {
        ruleVariables: {
          ipSets: [{ key: 'HOME_NET', ipSet: { definitions: subnetsOf(parts, 'node').map(({ cidr }) => cidr) } }],
        },
        rulesSource: {
          rulesSourceList: {
            generatedRulesType: 'ALLOWLIST',
            targetTypes: ['TLS_SNI', 'HTTP_HOST'],
            targets: [...domains],
          },
        },
        statefulRuleOptions: { ruleOrder: 'STRICT_ORDER' },
      },
      tags,
    },
    { parent },
  );
  const policy = new FirewallPolicy(
    `${name}-egress`,
    {
      name: `${cluster}-egress`,
      firewallPolicy: {
        statelessDefaultActions: ['aws:forward_to_sfe'],
        statelessFragmentDefaultActions: ['aws:forward_to_sfe'],
        // After a restart the engine has forgotten the conversations that it was in; it drops what it cannot judge.
        statefulEngineOptions: { ruleOrder: 'STRICT_ORDER', streamExceptionPolicy: 'DROP' },
        // `established` lets the TCP handshake by, without which no client ever gets to say a name. What is not TCP to
        // 443 or 80 the network ACL of the firewall's subnets has dropped before.
        statefulDefaultActions: ['aws:drop_established', 'aws:alert_established'],
        statefulRuleGroupReferences: [{ priority: 1, resourceArn: allowed.arn }],
      },
      tags,
    },
    { parent },
  );
  const firewall = new Firewall(
    `${name}-egress`,
    {
      name: `${cluster}-egress`,
      vpcId,
      firewallPolicyArn: policy.arn,
      deleteProtection: parts.deletionProtection,
      subnetChangeProtection: parts.deletionProtection,
      subnetMappings: subnetsOf(parts, 'firewall').map(({ id }) => ({ subnetId: id })),
      tags,
    },
    { parent },
  );
  logged(parts, firewall);
  return (zone) =>
    firewall.firewallStatuses.apply((statuses) => {
      const states = statuses.flatMap(({ syncStates }) => syncStates);
      const endpoint = states.find(({ availabilityZone }) => availabilityZone === zone)?.attachments[0]?.endpointId;
      if (endpoint === undefined) throw new Error(`the firewall of ${cluster} reports no endpoint in ${zone}`);
      return endpoint;
    });
}

function logged({ name, cluster, parent, logsKeyArn, logRetentionDays }: NetworkParts, firewall: Firewall): void {
  const group = new LogGroup(
    `${name}-firewall`,
    {
      name: `/palisade/${cluster}/firewall`,
      kmsKeyId: logsKeyArn,
      retentionInDays: logRetentionDays,
      tags: tagsFor(cluster, 'firewall'),
    },
    { parent },
  );
  new LoggingConfiguration(
    `${name}-egress`,
    {
      firewallArn: firewall.arn,
      loggingConfiguration: {
        // Alerts say what was dropped and by which name; flows say who spoke to whom.
        logDestinationConfigs: ['ALERT', 'FLOW'].map((logType) => ({
          logType,
          logDestinationType: 'CloudWatchLogs',
          logDestination: { logGroup: group.name },
        })),
      },
    },
    { parent },
  );
}
