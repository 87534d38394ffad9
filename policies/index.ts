/**
 * The policy pack: `pulumi preview --policy-pack policies`.
 *
 * Importing this file starts serving the pack, as Pulumi's engine wants it. What the pack consists of is in pack.ts, which
 * can be imported without that.
 */
import { catalogue } from '@palisade/rules';
import { PolicyPack } from '@pulumi/policy';
import { policiesOf } from './pack';

new PolicyPack('palisade', {
  displayName: 'Palisade',
  description: 'Hardened Kubernetes clusters, from the node up: the whole catalogue of controls',
  policies: policiesOf(catalogue),
});
