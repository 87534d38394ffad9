import { hasUnknown } from '../../engine/provider';
import { refuseArn, region } from '../common';
import { anything, block, flag, link, list, tags, text, whole } from '../fields';
import { arn } from '../realm';
import type { Scene } from '../scene';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { list as items, known, rows, strings, table } from '../values';
import { encryption } from './firewall';

const actions = ['aws:pass', 'aws:drop', 'aws:forward_to_sfe'];
const defaults = [
  'aws:drop_strict',
  'aws:drop_established',
  'aws:drop_established_app_layer',
  'aws:alert_strict',
  'aws:alert_established',
  'aws:alert_established_app_layer',
];
const groupLink = link(types.ruleGroup, { by: 'arn', given: (value) => value.includes(':aws-managed:') });

export const firewallPolicy: TypeSpec = {
  type: types.firewallPolicy,
  inputs: {
    name: text({ replaces: true, min: 1, max: 128, pattern: /^[a-zA-Z0-9-]+$/ }),
    firewallPolicy: block(
      {
        statelessDefaultActions: list(text(), { required: true, min: 1 }),
        statelessFragmentDefaultActions: list(text(), { required: true, min: 1 }),
        statefulDefaultActions: list(text({ oneOf: defaults })),
        statefulEngineOptions: block({
          ruleOrder: text({ oneOf: ['DEFAULT_ACTION_ORDER', 'STRICT_ORDER'] }),
          streamExceptionPolicy: text({ oneOf: ['DROP', 'CONTINUE', 'REJECT'] }),
          flowTimeouts: anything(),
        }),
        statefulRuleGroupReferences: list(
          block({
            resourceArn: text({ required: true, refuse: refuseArn, link: groupLink }),
            priority: whole({ min: 1, max: 65_535 }),
            override: anything(),
            deepThreatInspection: text(),
          }),
        ),
        statelessRuleGroupReferences: list(
          block({
            resourceArn: text({ required: true, refuse: refuseArn, link: groupLink }),
            priority: whole({ required: true, min: 1, max: 65_535 }),
          }),
        ),
        statelessCustomActions: list(anything()),
        policyVariables: anything(),
        enableTlsSessionHolding: flag(),
        tlsInspectionConfigurationArn: text({ refuse: refuseArn }),
      },
      { required: true },
    ),
    description: text({ max: 512 }),
    encryptionConfiguration: encryption,
    region,
    tags,
  },
  naming: { property: 'name', max: 128 },
  id: ({ inputs, realm }) => arn(realm, 'network-firewall', `firewall-policy/${inputs.name}`),
  notFound: (value) => `ResourceNotFoundException: Unable to find the firewall policy: ${value}`,
  unique: {
    property: 'name',
    reason: (inputs) => `InvalidRequestException: A resource with the specified name already exists: ${inputs.name}`,
  },
  inUse: () => 'InvalidOperationException: Unable to delete the object because it is still in use.',
  volatile: ['updateToken'],
  check: checkPolicy,
  outputs: ({ id, hex }) => ({ arn: id, updateToken: hex(32, 'token') }),
};

function checkPolicy(scene: Scene): void {
  const policy = table(scene.inputs.firewallPolicy);
  const custom = items(policy.statelessCustomActions).map((action) => known(table(action).actionName));
  for (const name of ['statelessDefaultActions', 'statelessFragmentDefaultActions']) {
    const given = strings(policy[name]);
    const stray = given.find((action) => !actions.includes(action) && !custom.includes(action));
    if (stray !== undefined)
      scene.fail(
        `firewallPolicy.${name}`,
        `InvalidRequestException: ${stray} is no stateless action; write ${actions.join(', ')}`,
      );
    if (given.filter((action) => actions.includes(action)).length > 1) {
      scene.fail(
        `firewallPolicy.${name}`,
        `InvalidRequestException: exactly one of ${actions.join(', ')} must be given`,
      );
    }
  }
  const ruleOrder = table(policy.statefulEngineOptions).ruleOrder ?? 'DEFAULT_ACTION_ORDER';
  // Whatever is said about order can only be judged once it is known.
  if (hasUnknown(policy.statefulEngineOptions) || known(ruleOrder) === undefined) return;
  const isStrict = ruleOrder === 'STRICT_ORDER';
  if (items(policy.statefulDefaultActions).length > 0 && !isStrict) {
    scene.fail(
      'firewallPolicy.statefulDefaultActions',
      'InvalidRequestException: StatefulDefaultActions are only for ruleOrder STRICT_ORDER',
    );
  }
  const priorities = new Set<unknown>();
  for (const [index, { priority, resourceArn }] of rows(policy.statefulRuleGroupReferences)) {
    const path = `firewallPolicy.statefulRuleGroupReferences[${index}]`;
    if (isStrict && priority === undefined)
      scene.fail(path, 'InvalidRequestException: priority is required with ruleOrder STRICT_ORDER');
    if (!isStrict && priority !== undefined)
      scene.fail(path, 'InvalidRequestException: priority is only for ruleOrder STRICT_ORDER');
    if (typeof priority === 'number' && priorities.has(priority))
      scene.fail(path, `InvalidRequestException: priority ${priority} is given twice`);
    priorities.add(priority);
    const group = scene.find(types.ruleGroup, 'arn', resourceArn);
    const order = table(table(group?.inputs.ruleGroup).statefulRuleOptions).ruleOrder ?? 'DEFAULT_ACTION_ORDER';
    if (group && (order === 'STRICT_ORDER') !== isStrict) {
      scene.fail(
        path,
        `InvalidRequestException: rule group ${group.id} has rule order ${order}, the policy has ${isStrict ? 'STRICT_ORDER' : 'DEFAULT_ACTION_ORDER'}`,
      );
    }
  }
}
