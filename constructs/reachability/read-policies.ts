import { adminNetworkPolicy } from './admin-network-policy';
import { calicoNetworkPolicy } from './calico';
import { ciliumNetworkPolicy } from './cilium';
import { type Inventory, type LeftOut, nameOf } from './inventory';
import { networkPolicy } from './network-policy';
import { InvalidObject, type PlainObject } from './plain';
import type { Policy } from './policy';
import { groupKind } from './workload';

type Reader = (object: PlainObject, inventory: Inventory) => readonly Policy[];

const readers = new Map<string, Reader>([
  ['networking.k8s.io/NetworkPolicy', (object, inventory) => [networkPolicy(object, inventory)]],
  ['cilium.io/CiliumNetworkPolicy', ciliumNetworkPolicy],
  ['projectcalico.org/NetworkPolicy', (object, inventory) => [calicoNetworkPolicy(object, inventory)]],
  ['crd.projectcalico.org/NetworkPolicy', (object, inventory) => [calicoNetworkPolicy(object, inventory)]],
  ['policy.networking.k8s.io/AdminNetworkPolicy', (object, inventory) => [adminNetworkPolicy(object, inventory)]],
  ['policy.networking.k8s.io/ClusterNetworkPolicy', (object, inventory) => [adminNetworkPolicy(object, inventory)]],
  [
    'policy.networking.k8s.io/BaselineAdminNetworkPolicy',
    (object, inventory) => [adminNetworkPolicy(object, inventory)],
  ],
]);

const policyGroups =
  /^(?:cilium\.io|projectcalico\.org|crd\.projectcalico\.org|policy\.networking\.k8s\.io|crd\.antrea\.io)\/.*Polic(?:y|ies)$/;

/** Says who may talk to whom in a way that the model does not know. */
function isForeignPolicy(object: PlainObject): boolean {
  return policyGroups.test(groupKind(object)) || groupKind(object) === 'policy.linkerd.io/ServerAuthorization';
}

/** All network policies among some objects. @param leftOut gets those that could not be read */
export function readPolicies(objects: readonly PlainObject[], inventory: Inventory, leftOut: LeftOut[]): Policy[] {
  return objects.flatMap((object) => {
    try {
      const read = readers.get(groupKind(object));
      if (read) return read(object, inventory);
      if (isForeignPolicy(object)) throw new InvalidObject('policies of this kind are not modelled');
    } catch (error) {
      if (!(error instanceof InvalidObject)) throw error;
      leftOut.push({ object: nameOf(object), reason: error.message });
    }
    return [];
  });
}
