import { keyLink, refuseArn, region } from '../common';
import { each, flag, link, tags, text, whole } from '../fields';
import { refusePolicy, statementsOf } from '../policy-document';
import { topicPolicy as policyRules } from '../policy-kinds';
import { arn } from '../realm';
import type { Scene } from '../scene';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known, list, strings } from '../values';

const policy = { json: true, refuse: (value: string) => refusePolicy(value, policyRules) };
const feedback = ['application', 'firehose', 'http', 'lambda', 'sqs'];

export const topic: TypeSpec = {
  type: types.topic,
  inputs: {
    name: text({ replaces: true, min: 1, max: 256, pattern: /^[A-Za-z0-9_-]+(\.fifo)?$/ }),
    namePrefix: text({ replaces: true }),
    displayName: text({ max: 100 }),
    kmsMasterKeyId: text({
      link: keyLink((value) => `KMSNotFoundException: Invalid parameter: KMS key '${value}' does not exist`),
    }),
    policy: text(policy),
    deliveryPolicy: text({ json: true }),
    archivePolicy: text({ json: true }),
    fifoTopic: flag({ replaces: true, fallback: false }),
    contentBasedDeduplication: flag({ fallback: false }),
    fifoThroughputScope: text({ oneOf: ['Topic', 'MessageGroup'] }),
    signatureVersion: whole({ min: 1, max: 2 }),
    tracingConfig: text({ oneOf: ['Active', 'PassThrough'] }),
    ...each(
      text({ refuse: refuseArn }),
      feedback.flatMap((kind) => [`${kind}FailureFeedbackRoleArn`, `${kind}SuccessFeedbackRoleArn`]).join(' '),
    ),
    ...each(whole({ min: 0, max: 100 }), feedback.map((kind) => `${kind}SuccessFeedbackSampleRate`).join(' ')),
    region,
    tags,
  },
  naming: { property: 'name', max: 256 },
  id: ({ inputs, realm }) => arn(realm, 'sns', String(inputs.name)),
  handles: (state) => ({ name: state.name }),
  notFound: () => 'NotFound: Topic does not exist',
  unique: {
    property: 'name',
    reason: (inputs) => `InvalidParameter: Topic already exists with different tags or attributes: ${inputs.name}`,
  },
  check(scene) {
    const name = known(scene.inputs.name);
    if (name === undefined || typeof scene.inputs.fifoTopic !== 'boolean') return;
    if (name.endsWith('.fifo') !== scene.inputs.fifoTopic) {
      scene.fail(
        'name',
        `InvalidParameter: Invalid parameter: Topic Name: a FIFO topic's name, and no other, ends in .fifo: "${name}"`,
      );
    }
  },
  outputs: ({ id, realm, inputs }) => ({
    arn: id,
    owner: realm.account,
    beginningArchiveTime: '',
    policy: inputs.policy ?? '',
    signatureVersion: inputs.signatureVersion ?? 1,
    tracingConfig: inputs.tracingConfig ?? 'PassThrough',
  }),
};

export const topicPolicy: TypeSpec = {
  type: 'aws:sns/topicPolicy:TopicPolicy',
  inputs: {
    arn: text({
      required: true,
      replaces: true,
      refuse: refuseArn,
      link: link(types.topic, { by: 'arn', mode: 'owned' }),
    }),
    policy: text({ ...policy, required: true }),
    region,
  },
  id: ({ inputs }) => String(inputs.arn),
  unique: {
    property: 'arn',
    reason: (inputs) =>
      `InvalidParameter: ${inputs.arn} has a policy by another resource already, and a second one would overwrite it`,
  },
  check(scene) {
    const topicArn = known(scene.inputs.arn);
    if (topicArn === undefined) return;
    for (const [index, { Resource }] of statementsOf(known(scene.inputs.policy)).entries()) {
      const named = Array.isArray(Resource) ? strings(list(Resource)) : strings([Resource ?? null]);
      const stray = named.find((resource) => resource !== topicArn && resource !== '*');
      if (stray !== undefined) {
        scene.fail(
          'policy',
          `InvalidParameter: Invalid parameter: Policy statement resource must be the topic's own ARN: ${stray}, not ${topicArn} (Statement[${index}])`,
        );
      }
    }
  },
  outputs: ({ realm }) => ({ owner: realm.account }),
};

const protocols = ['application', 'email', 'email-json', 'firehose', 'http', 'https', 'lambda', 'sms', 'sqs'];

export const topicSubscription: TypeSpec = {
  type: 'aws:sns/topicSubscription:TopicSubscription',
  inputs: {
    topic: text({
      required: true,
      replaces: true,
      refuse: refuseArn,
      link: link(types.topic, { by: 'arn', mode: 'owned' }),
    }),
    protocol: text({ required: true, replaces: true, oneOf: protocols }),
    endpoint: text({ required: true, replaces: true }),
    confirmationTimeoutInMinutes: whole({ fallback: 1 }),
    endpointAutoConfirms: flag({ fallback: false }),
    rawMessageDelivery: flag({ fallback: false }),
    filterPolicyScope: text({ oneOf: ['MessageAttributes', 'MessageBody'] }),
    ...each(text({ json: true }), 'deliveryPolicy filterPolicy redrivePolicy replayPolicy'),
    subscriptionRoleArn: text({ refuse: refuseArn }),
    region,
  },
  id: ({ inputs, hex }) => `${inputs.topic}:${hex(32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`,
  unique: {
    key: ({ topic: owner, protocol, endpoint }) =>
      known(owner) && known(protocol) && known(endpoint) ? `${owner}|${protocol}|${endpoint}` : undefined,
    property: 'endpoint',
    reason: ({ protocol, endpoint }) =>
      `InvalidParameter: Invalid parameter: ${protocol} ${endpoint} is subscribed to the topic already`,
  },
  check: checkEndpoint,
  outputs: ({ id, realm, inputs }) => ({
    arn: id,
    ownerId: realm.account,
    confirmationWasAuthenticated: false,
    pendingConfirmation: String(inputs.protocol).startsWith('email'),
  }),
};

function checkEndpoint(scene: Scene): void {
  const [protocol, endpoint] = [known(scene.inputs.protocol), known(scene.inputs.endpoint)];
  if (protocol === undefined || endpoint === undefined) return;
  const refuse = (what: string) => scene.fail('endpoint', `InvalidParameter: Invalid parameter: ${what}: ${endpoint}`);
  if (protocol.startsWith('email') && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(endpoint)) refuse('Email address');
  if (protocol === 'https' && !endpoint.startsWith('https://')) refuse('Endpoint must match the specified protocol');
  if (protocol === 'http' && !endpoint.startsWith('http://')) refuse('Endpoint must match the specified protocol');
  if (['sqs', 'lambda', 'firehose', 'application'].includes(protocol) && refuseArn(endpoint) !== undefined)
    refuse(`${protocol} endpoint ARN`);
  if (protocol === 'sms' && !/^\+?[0-9-]{5,20}$/.test(endpoint)) refuse('Phone number');
}
