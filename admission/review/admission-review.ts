import { isObject } from '../registry/manifest';
import { imagesOfPod, type PodImage, podSpecIn } from './pod-images';
import type { Protocol } from './review';

const apiVersion = 'admission.k8s.io/v1';

/**
 * What a ValidatingWebhookConfiguration asks.
 *
 * On an update only what was not there before is verified: a pod whose scan became too old meanwhile can still be
 * labelled and taken away.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
 */
export const admissionReview: Protocol = {
  name: 'admission-review',
  // An object may have 1.5 MiB in etcd, and an update holds two.
  limit: 8 * 1024 * 1024,
  read: (review) => {
    const { kind, apiVersion: version, request } = isObject(review) ? review : {};
    if (kind !== 'AdmissionReview' || version !== apiVersion)
      throw new Error(`this takes an AdmissionReview of ${apiVersion}`);
    const { uid, operation, object, oldObject, namespace } = isObject(request) ? request : {};
    if (typeof uid !== 'string' || uid === '' || uid.length > 128) throw new Error('request.uid must be a text');
    const question = { uid, namespace: typeof namespace === 'string' ? namespace : '' };
    // What is taken away starts nothing.
    if (operation === 'DELETE') return { ...question, images: [] };
    if (operation !== 'CREATE' && operation !== 'UPDATE') {
      throw new Error('request.operation must be CREATE, UPDATE or DELETE: correct the rules of the webhook');
    }
    const spec = podSpecIn(object);
    if (spec === undefined) throw new Error('request.object holds no pod: correct the rules of the webhook');
    const images = imagesOfPod(spec);
    if (operation === 'CREATE') return { ...question, images };
    const before = new Set(imagesBefore(oldObject).map(({ image }) => image));
    return { ...question, images: images.filter(({ image }) => !before.has(image)) };
  },
  answer: ({ uid }, { allowed, reason }) => ({
    apiVersion,
    kind: 'AdmissionReview',
    response: { uid, allowed, ...(allowed ? {} : { status: { code: 403, reason: 'Forbidden', message: reason } }) },
  }),
};

/** What cannot be read of the object as it was excuses nothing. */
function imagesBefore(object: unknown): PodImage[] {
  try {
    return imagesOfPod(podSpecIn(object));
  } catch {
    return [];
  }
}
