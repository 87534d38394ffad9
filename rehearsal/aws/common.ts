import { type Field, link, text } from './fields';
import type { Realm } from './realm';
import { types } from './types';

/** The region that a resource may name; only the one that is played. */
export const region: Field = text({
  refuse: (value, realm) =>
    value === realm.region ? undefined : `not simulated: region ${value}; the rehearsal plays ${realm.region}`,
});

/** An ARN of any service. */
export function refuseArn(value: string): string | undefined {
  return /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12}|aws)?:.+$/.test(value)
    ? undefined
    : `"${value}" is an invalid ARN: it must look like arn:aws:service:region:account:resource`;
}

/** A KMS key, by id, ARN or alias. */
export const keyLink = (reason: (value: string) => string) =>
  link(types.key, { by: ['arn', 'id'], mode: 'loose', reason, given: isAwsManagedAlias });

/** A key by its ARN only. */
export const keyArnLink = (reason: (value: string) => string) => link(types.key, { by: 'arn', mode: 'loose', reason });

/** AWS managed keys exist without anybody's doing; aliases resolve when they are used. */
function isAwsManagedAlias(value: string, _realm: Realm): boolean {
  return /^(arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:)?alias\/./.test(value);
}

/** A role by its ARN, which must exist. */
export const roleLink = (reason: (value: string) => string) => link(types.role, { by: 'arn', mode: 'loose', reason });

/** A subnet by its id. */
export const subnetId = (options: { replaces?: boolean; required?: boolean } = {}) =>
  text({ ...options, link: link(types.subnet) });

/** A security group by its id. */
export const groupId = (options: { replaces?: boolean; required?: boolean } = {}) =>
  text({ ...options, link: link(types.securityGroup) });
