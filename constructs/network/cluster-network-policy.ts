import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { type Problem, refuse } from '../construct-error';
import { adminNetworkPolicySpec } from './admin-network-policy';
import { parseCidr } from './cidr';
import { clusterNetworkPolicySpec } from './cluster-network-policy-spec';
import type { ClusterEgressRule, ClusterIngressRule, Namespaces } from './cluster-rule';
import { CidrPeer } from './peer';

/** Properties of {@link ClusterNetworkPolicy}. */
export interface ClusterNetworkPolicyProps {
  /**
   * `Admin` decides before the policies of namespaces, which cannot undo it. `Baseline` decides where no policy of a
   * namespace selects the pod.
   */
  readonly tier: 'Admin' | 'Baseline';
  /**
   * Which of the policies of a tier is asked first: 0 to 1000, the lowest first. Two that match the same connection must
   * differ.
   */
  readonly priority: number;
  /** Whose pods it is about. */
  readonly subject: Namespaces;
  /** At most 25. @default [] - it says nothing about connections that pods take */
  readonly ingress?: readonly ClusterIngressRule[];
  /** At most 25. @default [] - it says nothing about connections that pods open */
  readonly egress?: readonly ClusterEgressRule[];
  /**
   * The form that the cluster's network knows. `ClusterNetworkPolicy` is `policy.networking.k8s.io/v1alpha2`, of Calico since
   * 3.32 and kube-network-policies. `AdminNetworkPolicy` is v1alpha1, which it replaces, of OVN-Kubernetes, Antrea and
   * Calico before that; there the one policy of the `Baseline` tier is a BaselineAdminNetworkPolicy, and networks need the
   * definitions of the experimental channel.
   *
   * @default 'ClusterNetworkPolicy' - what the API's makers still work on
   * @see https://network-policy-api.sigs.k8s.io/implementations/
   */
  readonly api?: 'ClusterNetworkPolicy' | 'AdminNetworkPolicy';
}

/**
 * A network policy of the cluster's administrators, over the namespaces of all teams: what nobody may do, whatever a team's
 * own policies say, or what everybody may. Rules are tried in their order, and the first that matches decides.
 *
 * Its name is the construct's id; a BaselineAdminNetworkPolicy is always named `default`.
 *
 * @see https://network-policy-api.sigs.k8s.io/api-overview/
 * @throws ConstructError that names every wrong property
 */
export class ClusterNetworkPolicy extends Construct {
  constructor(scope: Construct, id: string, props: ClusterNetworkPolicyProps) {
    super(scope, id);
    refuse(this, problems(id, props));
    const { tier, api = 'ClusterNetworkPolicy' } = props;
    if (api === 'ClusterNetworkPolicy') {
      new ApiObject(this, 'Policy', {
        apiVersion: 'policy.networking.k8s.io/v1alpha2',
        kind: 'ClusterNetworkPolicy',
        metadata: { name: id },
        spec: clusterNetworkPolicySpec(props),
      });
      return;
    }
    new ApiObject(this, 'Policy', {
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: tier === 'Admin' ? 'AdminNetworkPolicy' : 'BaselineAdminNetworkPolicy',
      metadata: { name: tier === 'Admin' ? id : 'default' },
      spec: adminNetworkPolicySpec(props),
    });
  }
}

const most = 25;
const dnsLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const labelValue = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

function problems(id: string, props: ClusterNetworkPolicyProps): Problem[] {
  const found: Problem[] = [];
  const { ingress = [], egress = [], priority, subject } = props;
  if (!/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(id)) {
    found.push({
      found: `its id, which is its name, is '${id}'`,
      write: 'Write lower-case letters, digits and hyphens',
    });
  }
  if (!Number.isInteger(priority) || priority < 0 || priority > 1000) {
    found.push({ found: `priority is ${priority}`, write: 'Write a whole number from 0 to 1000' });
  }
  if (ingress.length + egress.length === 0) {
    found.push({ found: 'it has no rules', write: 'Write ingress, egress or both' });
  }
  found.push(...namespacesProblems('subject', subject));
  for (const [direction, rules] of Object.entries({ ingress, egress })) {
    if (rules.length > most) found.push(tooMany(direction, rules.length));
    for (const [index, rule] of rules.entries()) {
      found.push(...ruleProblems(`${direction}[${index}]`, rule, props));
    }
  }
  return found;
}

function ruleProblems(
  path: string,
  rule: ClusterIngressRule | ClusterEgressRule,
  { api, tier }: ClusterNetworkPolicyProps,
): Problem[] {
  const found: Problem[] = [];
  const peers = 'from' in rule ? rule.from : rule.to;
  const ports = rule.ports ?? [];
  if (rule.name.length < 1 || rule.name.length > 100) {
    found.push({ found: `${path}.name has ${rule.name.length} characters`, write: 'Write 1 to 100' });
  }
  if (rule.action === 'Pass' && tier === 'Baseline' && api === 'AdminNetworkPolicy') {
    found.push({ found: `${path}.action is 'Pass'`, write: 'Write Accept or Deny: nothing comes after this policy' });
  }
  if (peers.length > most) found.push(tooMany(`${path}.${'from' in rule ? 'from' : 'to'}`, peers.length));
  if (ports.length > most) found.push(tooMany(`${path}.ports`, ports.length));
  for (const port of ports) {
    const number = typeof port === 'number' ? port : port.number;
    if (!Number.isInteger(number) || number < 1 || number > 65535) {
      found.push({ found: `${path}.ports holds ${number}`, write: 'Write whole numbers from 1 to 65535' });
    }
  }
  for (const peer of peers) {
    if (peer instanceof CidrPeer) {
      if (peer.except.length === 0) continue;
      found.push({
        found: `${path} excepts ${peer.except.join(', ')} from ${peer.cidr}, which this kind of policy cannot say`,
        write: 'Write the blocks that are left, or a rule before it that denies these',
      });
    } else if ('networks' in peer) {
      if (peer.networks.length > most) found.push(tooMany(`${path}.to`, peer.networks.length));
      found.push(
        ...peer.networks
          .filter((network) => parseCidr(network) === undefined)
          .map((network) => ({
            found: `${path} holds '${network}', which is no block of addresses`,
            write: 'Write its first address and the length of its prefix, such as 10.1.0.0/16',
          })),
      );
    } else if ('namespaces' in peer) {
      found.push(...namespacesProblems(path, peer.namespaces));
    }
  }
  return found;
}

function namespacesProblems(path: string, namespaces: Namespaces): Problem[] {
  if (namespaces === 'all') return [];
  const texts = 'names' in namespaces ? namespaces.names : Object.values(namespaces);
  const pattern = 'names' in namespaces ? dnsLabel : labelValue;
  return texts
    .filter((text) => !pattern.test(text))
    .map((text) => ({
      found: `${path} holds '${text}', which no namespace is ${'names' in namespaces ? 'named' : 'labelled with'}`,
      write: 'names' in namespaces ? 'Write the name of a namespace' : 'Write an owner as its TeamNamespace has it',
    }));
}

function tooMany(path: string, count: number): Problem {
  return {
    found: `${path} has ${count} entries`,
    write: `Write at most ${most}, and the others in a policy of their own`,
  };
}
