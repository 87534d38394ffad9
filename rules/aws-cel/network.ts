import type { JsonObject } from '../rule';
import { isWide, rangeOf } from './cidr';

/** One rule of a security group, whichever of the three resource types spells it. */
export interface Opening {
  readonly direction: 'ingress' | 'egress';
  /** `-1` is every protocol. */
  readonly protocol: string;
  /** First and last port; every port where the protocol is `-1`. */
  readonly from: number;
  readonly to: number;
  /** Blocks of the rule that {@link isWide}. */
  readonly wide: readonly string[];
  /** How a finding names it, such as `tcp 22 0.0.0.0/0`. */
  readonly label: string;
}

const EVERY_PROTOCOL = ['-1', 'all'];

/**
 * The openings of a security group (`aws:ec2/securityGroup:SecurityGroup` and the default one), or of one rule
 * (`aws:vpc/securityGroupIngressRule`, `aws:vpc/securityGroupEgressRule`, `aws:ec2/securityGroupRule`).
 *
 * @throws EvaluationError where a block cannot be parsed.
 */
export function openings(resourceType: string, object: JsonObject): Opening[] {
  if (resourceType.endsWith(':SecurityGroupIngressRule')) return [opening('ingress', object)];
  if (resourceType.endsWith(':SecurityGroupEgressRule')) return [opening('egress', object)];
  if (resourceType.endsWith(':SecurityGroupRule')) {
    return [opening(object.type === 'egress' ? 'egress' : 'ingress', object)];
  }
  return (['ingress', 'egress'] as const).flatMap((direction) =>
    list(object[direction]).map((rule) => opening(direction, rule as JsonObject)),
  );
}

function opening(direction: Opening['direction'], rule: JsonObject): Opening {
  const protocol = String(rule.ipProtocol ?? rule.protocol);
  const every = EVERY_PROTOCOL.includes(protocol);
  const from = every ? 0 : Number(rule.fromPort ?? 0);
  const to = every ? 65535 : Number(rule.toPort ?? 65535);
  const blocks = [...list(rule.cidrBlocks), ...list(rule.ipv6CidrBlocks), rule.cidrIpv4, rule.cidrIpv6];
  const wide = blocks.filter((block) => block !== undefined && block !== null && isWide(block)).map(String);
  const ports = every ? 'all ports' : from === to ? `${protocol} ${from}` : `${protocol} ${from}-${to}`;
  return { direction, protocol: every ? '-1' : protocol, from, to, wide, label: [ports, ...wide].join(' ') };
}

/**
 * Whether a network ACL lets the world reach a TCP port: rules are read by number, and a deny counts only where it
 * covers the whole block that a later allow names.
 *
 * Takes `aws:ec2/networkAcl`, `aws:ec2/defaultNetworkAcl` and a lone `aws:ec2/networkAclRule`.
 */
export function aclAdmits(object: JsonObject, port: number): boolean {
  const denied: string[] = [];
  const rules = aclRules(object).filter((rule) => coversTcp(rule, port));
  for (const rule of rules.sort((a, b) => number(a) - number(b))) {
    const blocks = [rule.cidrBlock, rule.ipv6CidrBlock].filter(Boolean).map(String);
    if ((rule.action ?? rule.ruleAction) !== 'allow') denied.push(...blocks);
    else if (blocks.some((block) => isWide(block) && !denied.some((deny) => within(block, deny)))) return true;
  }
  return false;
}

function aclRules(object: JsonObject): JsonObject[] {
  if (object.ruleAction === undefined) return list(object.ingress) as JsonObject[];
  return object.egress === true ? [] : [object];
}

function number(rule: JsonObject): number {
  return Number(rule.ruleNo ?? rule.ruleNumber);
}

function coversTcp(rule: JsonObject, port: number): boolean {
  const protocol = String(rule.protocol);
  if (EVERY_PROTOCOL.includes(protocol)) return true;
  return ['tcp', '6'].includes(protocol) && Number(rule.fromPort) <= port && port <= Number(rule.toPort);
}

function within(inner: string, outer: string): boolean {
  return rangeOf(outer).contains(rangeOf(inner));
}

function list(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : (value as readonly unknown[]);
}
