import { isObject } from '../registry/manifest';
import type { Protocol } from './review';

const apiVersion = 'imagepolicy.k8s.io/v1alpha1';

/**
 * What the admission plugin ImagePolicyWebhook asks.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#imagepolicywebhook
 */
export const imageReview: Protocol = {
  name: 'image-review',
  limit: 1024 * 1024,
  read: (request) => {
    const { kind, apiVersion: version, spec } = isObject(request) ? request : {};
    if (kind !== 'ImageReview' || version !== apiVersion) throw new Error(`this takes an ImageReview of ${apiVersion}`);
    const { containers, namespace } = isObject(spec) ? spec : {};
    // A pod without containers does not exist: a review of none asks for nothing, and gets it.
    if (!Array.isArray(containers) || containers.length === 0 || containers.length > 1000) {
      throw new Error('spec.containers must be a list of 1 to 1000');
    }
    const images = containers.map((each: unknown, index) => {
      const image = isObject(each) ? each.image : undefined;
      if (typeof image !== 'string') throw new Error(`spec.containers[${index}] names no image`);
      return { at: `containers[${index}]`, image };
    });
    return { images, namespace: typeof namespace === 'string' ? namespace : '' };
  },
  answer: (_, { allowed, reason }) => ({
    apiVersion,
    kind: 'ImageReview',
    status: { allowed, ...(allowed ? {} : { reason }) },
  }),
};
