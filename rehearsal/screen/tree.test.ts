import { PassThrough } from 'node:stream';
import type { EngineEvent, OpType } from '@pulumi/pulumi/automation';
import { Screen } from './screen';
import { Tree } from './tree';

const STACK = 'urn:pulumi:rehearsal::palisade::pulumi:pulumi:Stack::palisade-rehearsal';
const NETWORK = 'urn:pulumi:rehearsal::palisade::palisade:infra:Network::network';
const VPC = 'urn:pulumi:rehearsal::palisade::palisade:infra:Network$aws:ec2/vpc:Vpc::network';
const SUBNET = 'urn:pulumi:rehearsal::palisade::palisade:infra:Network$aws:ec2/subnet:Subnet::network-a';

function step(urn: string, parent: string, type: string, op: OpType = 'create') {
  return { metadata: { urn, op, type, new: { urn, type, parent } } } as never;
}

function event(part: Partial<EngineEvent>): EngineEvent {
  return { sequence: 0, timestamp: 0, ...part };
}

function rows(events: readonly Partial<EngineEvent>[]): string[] {
  const tree = new Tree();
  for (const part of events) tree.record(event(part));
  return tree.rows(new Screen(new PassThrough() as unknown as NodeJS.WriteStream, {}));
}

const component = { resourcePreEvent: step(NETWORK, STACK, 'palisade:infra:Network') };

test('groups resources under the top component of the program', () => {
  const seen = rows([
    component,
    { resOutputsEvent: step(VPC, NETWORK, 'aws:ec2/vpc:Vpc') },
    { resOutputsEvent: step(SUBNET, NETWORK, 'aws:ec2/subnet:Subnet') },
  ]);
  expect(seen).toEqual(['  └─ Network ✓   2  Subnet, Vpc']);
});

test('marks a group that holds a failure', () => {
  const seen = rows([
    component,
    { resOutputsEvent: step(VPC, NETWORK, 'aws:ec2/vpc:Vpc') },
    { resOpFailedEvent: step(SUBNET, NETWORK, 'aws:ec2/subnet:Subnet') },
  ]);
  expect(seen).toEqual(['  └─ Network ✗   2  Subnet, Vpc']);
});

test('a group under way is not marked as done', () => {
  const [row] = rows([component, { resourcePreEvent: step(VPC, NETWORK, 'aws:ec2/vpc:Vpc') }]);
  expect(row).not.toContain('✓');
  expect(row).toContain('1  Vpc');
});

test('a resource outside of any component stands by its own name', () => {
  const key = 'urn:pulumi:rehearsal::palisade::aws:kms/key:Key::secrets';
  expect(rows([{ resOutputsEvent: step(key, STACK, 'aws:kms/key:Key') }])).toEqual(['  └─ Key secrets ✓   1  Key']);
});

test('the stack itself is no row', () => {
  expect(rows([{ resOutputsEvent: step(STACK, '', 'pulumi:pulumi:Stack') }])).toEqual([]);
});

test('what stays as it is is no row', () => {
  const vpc = { resOutputsEvent: step(VPC, NETWORK, 'aws:ec2/vpc:Vpc', 'same') };
  const subnet = { resOutputsEvent: step(SUBNET, NETWORK, 'aws:ec2/subnet:Subnet', 'update') };
  expect(rows([component, vpc, subnet])).toEqual(['  └─ Network ✓   1  Subnet']);
});
