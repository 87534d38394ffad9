/**
 * The policy pack: `pulumi preview --policy-pack policies`.
 *
 * Importing this file starts serving the pack, as Pulumi's engine wants it. What the pack consists of is in pack.ts, which
 * can be imported without that.
 */
import { PolicyPack } from '@pulumi/policy';
import { policiesOf } from './pack';
import { readSettings } from './settings';

/** The engine shows what a pack prints before it ends; a stack trace would hide what is wrong with the file. */
function settingsOrExit() {
  try {
    return readSettings(process.env);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

const { rules, ...options } = settingsOrExit();

new PolicyPack('palisade', {
  displayName: 'Palisade',
  description: 'Hardened Kubernetes clusters, from the node up: the whole catalogue of controls',
  policies: policiesOf(rules, options),
});
