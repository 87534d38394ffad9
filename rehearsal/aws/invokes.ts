import { type CheckFailure, type Properties, ProviderError } from '../engine/provider';
import { arn, domain, hex, type Realm, zoneId } from './realm';
import { known } from './values';

type Answer = { result: Properties; failures: CheckFailure[] };
type Function = (args: Properties, realm: Realm) => Properties;

/** Functions of the SDK that are played, sorted. */
const functions: Record<string, Function> = {
  'aws:index/getAvailabilityZones:getAvailabilityZones': (args, { region, zones }) => ({
    ...args,
    id: region,
    region,
    groupNames: [region],
    names: [...zones],
    zoneIds: zones.map(zoneId),
  }),
  'aws:index/getCallerIdentity:getCallerIdentity': (_, realm) => ({
    id: realm.account,
    accountId: realm.account,
    arn: arn(realm, 'iam', 'user/rehearsal'),
    userId: `AIDA${hex(17, realm.account, 'rehearsal').toUpperCase()}`,
  }),
  'aws:index/getPartition:getPartition': (_, realm) => ({
    id: realm.partition,
    partition: realm.partition,
    dnsSuffix: domain(realm),
    reverseDnsPrefix: domain(realm).split('.').reverse().join('.'),
  }),
  'aws:index/getRegion:getRegion': (_, realm) => ({
    id: realm.region,
    name: realm.region,
    region: realm.region,
    description: realm.region,
    endpoint: `ec2.${realm.region}.${domain(realm)}`,
  }),
  'aws:ssm/getParameter:getParameter': getParameter,
};

/** The functions that are played, by token. */
export const simulatedFunctions: readonly string[] = Object.keys(functions).sort();

/** Answers a function of the SDK; throws on one that is not played. */
export function invoke(token: string, args: Properties, realm: Realm): Answer {
  const answer = functions[token];
  if (!answer) {
    throw new ProviderError(
      `not simulated: the rehearsal plays no ${token}; it plays ${simulatedFunctions.join(', ')}`,
    );
  }
  const region = known(args.region);
  if (region !== undefined && region !== realm.region) {
    throw new ProviderError(`not simulated: ${token} in ${region}; the rehearsal plays ${realm.region}`);
  }
  return { result: answer(args, realm), failures: [] };
}

const images = [
  /^\/aws\/service\/bottlerocket\/aws-k8s-1\.\d\d(-nvidia)?(-fips)?\/(x86_64|arm64)\/[^/]+\/image_(id|version)$/,
  /^\/aws\/service\/eks\/optimized-ami\/1\.\d\d\/amazon-linux-2023\/(x86_64|arm64)\/[^/]+\/[^/]+\/(image_id|release_version)$/,
];

/** Only the public parameters that name node images: the same name always gives the same made-up image. */
function getParameter(args: Properties, realm: Realm): Properties {
  const name = known(args.name) ?? '';
  if (!images.some((pattern) => pattern.test(name))) {
    throw new ProviderError(
      `ParameterNotFound: "${name}"; the rehearsal knows only the node images below ` +
        '/aws/service/bottlerocket/aws-k8s-1.NN/ and /aws/service/eks/optimized-ami/1.NN/amazon-linux-2023/',
    );
  }
  const value = name.endsWith('image_id') ? `ami-0${hex(16, realm.region, name)}` : '1.50.0';
  return {
    ...args,
    id: name,
    name,
    arn: `arn:${realm.partition}:ssm:${realm.region}::parameter${name}`,
    insecureValue: value,
    region: realm.region,
    type: 'String',
    value,
    version: 1,
  };
}
