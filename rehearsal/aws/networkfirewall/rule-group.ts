import { refuseArn, region } from '../common';
import { anything, block, flag, link, list, map, tags, text, whole } from '../fields';
import { arn } from '../realm';
import type { Scene } from '../scene';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known, rows, table } from '../values';
import { encryption } from './firewall';

/** Rules of a firewall. Only lists of domains and rule text are looked into. */
export const ruleGroup: TypeSpec = {
  type: types.ruleGroup,
  inputs: {
    name: text({ replaces: true, min: 1, max: 128, pattern: /^[a-zA-Z0-9-]+$/ }),
    type: text({ required: true, replaces: true, oneOf: ['STATEFUL', 'STATELESS'] }),
    capacity: whole({ required: true, replaces: true, min: 1, max: 30_000 }),
    ruleGroup: block({
      rulesSource: block(
        {
          rulesSourceList: block({
            generatedRulesType: text({ required: true, oneOf: ['ALLOWLIST', 'DENYLIST', 'ALERTLIST', 'REJECTLIST'] }),
            targetTypes: list(text({ oneOf: ['TLS_SNI', 'HTTP_HOST'] }), { required: true, min: 1 }),
            targets: list(text({ refuse: refuseDomain }), { required: true, min: 1 }),
          }),
          rulesString: text({ max: 2_000_000, refuse: refuseRules }),
          statefulRules: list(anything()),
          statelessRulesAndCustomActions: anything(),
        },
        { required: true },
      ),
      statefulRuleOptions: block({
        ruleOrder: text({ required: true, oneOf: ['DEFAULT_ACTION_ORDER', 'STRICT_ORDER'] }),
      }),
      ruleVariables: anything(),
      referenceSets: anything(),
    }),
    rules: text({ refuse: refuseRules }),
    description: text({ max: 512 }),
    encryptionConfiguration: encryption,
    region,
    tags,
  },
  naming: { property: 'name', max: 128 },
  id: ({ inputs, realm }) =>
    arn(
      realm,
      'network-firewall',
      `${inputs.type === 'STATELESS' ? 'stateless' : 'stateful'}-rulegroup/${inputs.name}`,
    ),
  notFound: (value) => `ResourceNotFoundException: Unable to find the rule group: ${value}`,
  unique: {
    property: 'name',
    reason: (inputs) => `InvalidRequestException: A resource with the specified name already exists: ${inputs.name}`,
  },
  inUse: () => 'InvalidOperationException: Unable to delete the object because it is still in use.',
  volatile: ['updateToken'],
  check(scene) {
    if ((scene.inputs.ruleGroup === undefined) === (scene.inputs.rules === undefined)) {
      scene.fail('ruleGroup', 'InvalidRequestException: exactly one of ruleGroup and rules must be specified');
    }
    const source = table(table(scene.inputs.ruleGroup).rulesSource);
    const kinds = ['rulesSourceList', 'rulesString', 'statefulRules', 'statelessRulesAndCustomActions'];
    const given = kinds.filter((name) => source[name] !== undefined);
    if (Object.keys(source).length > 0 && given.length !== 1) {
      scene.fail(
        'ruleGroup.rulesSource',
        `InvalidRequestException: exactly one of ${kinds.join(', ')} must be specified, found ${given.length}`,
      );
    }
  },
  outputs: ({ id, hex }) => ({ arn: id, updateToken: hex(32, 'token') }),
};

function refuseDomain(value: string): string | undefined {
  const isDomain = /^\.?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(value);
  return isDomain
    ? undefined
    : `InvalidRequestException: "${value}" is no domain such as example.com, or .example.com for all below it`;
}

/** Suricata rules: action, protocol, addresses, and options in brackets with a sid that no other has. */
function refuseRules(value: string): string | undefined {
  const sids = new Set<string>();
  for (const [index, line] of value.split('\n').entries()) {
    const rule = line.trim();
    if (rule === '' || rule.startsWith('#')) continue;
    const says = (reason: string) =>
      `InvalidRequestException: parsing error in rule on line ${index + 1}: ${reason}: ${rule.slice(0, 80)}`;
    if (!/^(alert|pass|drop|reject)\s+[a-z0-9-]+\s+\S+\s+\S+\s+(->|<>)\s+\S+\s+\S+\s+\(.*;\s*\)$/.test(rule))
      return says('it is not of the form "action protocol from port -> to port (options;)"');
    const sid = /[;(]\s*sid\s*:\s*(\d+)\s*;/.exec(rule)?.[1];
    if (sid === undefined) return says('it has no sid');
    if (sids.has(sid)) return says(`sid ${sid} is given twice`);
    sids.add(sid);
  }
  return undefined;
}

/** Where a firewall's alerts and flows go. */
export const loggingConfiguration: TypeSpec = {
  type: 'aws:networkfirewall/loggingConfiguration:LoggingConfiguration',
  inputs: {
    firewallArn: text({
      required: true,
      replaces: true,
      refuse: refuseArn,
      link: link(types.firewall, { by: 'arn', mode: 'owned' }),
    }),
    loggingConfiguration: block(
      {
        logDestinationConfigs: list(
          block({
            logDestination: map(text(), {}),
            logDestinationType: text({ required: true, oneOf: ['S3', 'CloudWatchLogs', 'KinesisDataFirehose'] }),
            logType: text({ required: true, oneOf: ['FLOW', 'ALERT', 'TLS'] }),
          }),
          { required: true, min: 1, max: 3 },
        ),
      },
      { required: true },
    ),
    enableMonitoringDashboard: flag(),
    region,
  },
  id: ({ inputs }) => String(inputs.firewallArn),
  unique: {
    property: 'firewallArn',
    reason: (inputs) => `InvalidRequestException: ${inputs.firewallArn} has a logging configuration already`,
  },
  check: checkDestinations,
};

function checkDestinations(scene: Scene): void {
  const seen = new Set<unknown>();
  for (const [index, row] of rows(table(scene.inputs.loggingConfiguration).logDestinationConfigs)) {
    const { logType, logDestinationType, logDestination } = row;
    const path = `loggingConfiguration.logDestinationConfigs[${index}]`;
    if (seen.has(logType)) scene.fail(path, `InvalidRequestException: log type ${logType} is given twice`);
    if (known(logType) !== undefined) seen.add(logType);
    const group = known(table(logDestination).logGroup);
    if (logDestinationType !== 'CloudWatchLogs' || logDestination === undefined || typeof logDestination === 'string')
      continue;
    if (table(logDestination).logGroup === undefined)
      scene.fail(path, 'InvalidRequestException: CloudWatchLogs needs logDestination.logGroup');
    else if (group !== undefined && !scene.find(types.logGroup, 'name', group)) {
      scene.fail(path, `InvalidRequestException: The specified log group does not exist: ${group}`);
    }
  }
}
