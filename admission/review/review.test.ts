import { admissionReview, imageReview, outcomeOf } from '.';

const pod = (spec: object) => ({ kind: 'Pod', apiVersion: 'v1', spec });

function admission(request: object) {
  return admissionReview.read({
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: { uid: 'u1', operation: 'CREATE', namespace: 'shop', ...request },
  });
}

describe('an AdmissionReview', () => {
  test('asks about every image of a pod', () => {
    const spec = {
      initContainers: [{ image: 'init' }],
      containers: [{ image: 'one' }, { image: 'two' }],
      ephemeralContainers: [{ image: 'debug' }],
      volumes: [{ emptyDir: {} }, { image: { reference: 'model' } }],
    };
    expect(admission({ object: pod(spec) })).toEqual({
      uid: 'u1',
      namespace: 'shop',
      images: [
        { at: 'initContainers[0]', image: 'init' },
        { at: 'containers[0]', image: 'one' },
        { at: 'containers[1]', image: 'two' },
        { at: 'ephemeralContainers[0]', image: 'debug' },
        { at: 'volumes[1].image', image: 'model' },
      ],
    });
  });

  const spec = { containers: [{ image: 'one' }] };
  test.each([
    ['Deployment', { kind: 'Deployment', spec: { template: { spec } } }],
    ['Job', { kind: 'Job', spec: { template: { spec } } }],
    ['CronJob', { kind: 'CronJob', spec: { jobTemplate: { spec: { template: { spec } } } } }],
    ['PodTemplate', { kind: 'PodTemplate', template: { spec } }],
  ])('asks about what a %s makes', (_, object) => {
    expect(admission({ object }).images).toEqual([{ at: 'containers[0]', image: 'one' }]);
  });

  test('of an update asks about what is new', () => {
    const object = pod({ containers: [{ image: 'one' }], ephemeralContainers: [{ image: 'debug' }] });
    const question = admission({ operation: 'UPDATE', object, oldObject: pod({ containers: [{ image: 'one' }] }) });
    expect(question.images).toEqual([{ at: 'ephemeralContainers[0]', image: 'debug' }]);
    expect(admission({ operation: 'UPDATE', object, oldObject: null }).images).toHaveLength(2);
  });

  test('of a removal asks about nothing', () => {
    expect(admission({ operation: 'DELETE', object: null }).images).toEqual([]);
  });

  test.each([
    ['no object', {}, 'request.object holds no pod: correct the rules of the webhook'],
    [
      'a Service',
      { object: { kind: 'Service', spec: {} } },
      'request.object holds no pod: correct the rules of the webhook',
    ],
    ['a container of no image', { object: pod({ containers: [{}] }) }, "the pod's containers[0].image names no image"],
    [
      'a volume of no image',
      { object: pod({ volumes: [{ image: {} }] }) },
      "the pod's volumes[0].image.reference names no image",
    ],
    ['no list', { object: pod({ initContainers: {} }) }, "the pod's initContainers is no list"],
    [
      'too much',
      { object: pod({ containers: Array(1001).fill({ image: 'a' }) }) },
      'the pod has more than 1000 images',
    ],
    [
      'another verb',
      { operation: 'CONNECT' },
      'request.operation must be CREATE, UPDATE or DELETE: correct the rules of the webhook',
    ],
    ['no uid', { uid: undefined }, 'request.uid must be a text'],
  ])('with %s is refused', (_, request, message) => {
    expect(() => admission(request)).toThrow(new Error(message));
  });

  test('is answered', () => {
    const question = { uid: 'u1', namespace: 'shop', images: [] };
    expect(admissionReview.answer(question, { allowed: true, reason: '' })).toEqual({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: { uid: 'u1', allowed: true },
    });
    expect(admissionReview.answer(question, { allowed: false, reason: 'why' })).toEqual({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: { uid: 'u1', allowed: false, status: { code: 403, reason: 'Forbidden', message: 'why' } },
    });
  });
});

describe('an ImageReview', () => {
  const of = (spec: object, apiVersion = 'imagepolicy.k8s.io/v1alpha1') =>
    imageReview.read({ kind: 'ImageReview', apiVersion, spec });

  test('asks about its containers', () => {
    expect(
      of({ containers: [{ image: 'one' }], namespace: 'shop', annotations: { 'x.image-policy.k8s.io/break': 'y' } }),
    ).toEqual({
      namespace: 'shop',
      images: [{ at: 'containers[0]', image: 'one' }],
    });
  });

  test.each([
    [{ containers: [] }, 'spec.containers must be a list of 1 to 1000'],
    [{}, 'spec.containers must be a list of 1 to 1000'],
    [{ containers: [{}] }, 'spec.containers[0] names no image'],
  ])('of %j is refused', (spec, message) => {
    expect(() => of(spec)).toThrow(new Error(message));
  });

  test('of another version is refused', () => {
    expect(() => of({}, 'imagepolicy.k8s.io/v1')).toThrow('this takes an ImageReview of imagepolicy.k8s.io/v1alpha1');
    expect(() => imageReview.read(null)).toThrow('this takes an ImageReview of imagepolicy.k8s.io/v1alpha1');
  });

  test('is answered', () => {
    const question = { namespace: '', images: [] };
    expect(imageReview.answer(question, { allowed: true, reason: '' })).toMatchObject({ status: { allowed: true } });
    expect(imageReview.answer(question, { allowed: false, reason: 'why' })).toEqual({
      apiVersion: 'imagepolicy.k8s.io/v1alpha1',
      kind: 'ImageReview',
      status: { allowed: false, reason: 'why' },
    });
  });
});

describe('an outcome', () => {
  const images = [
    { at: 'containers[0]', image: 'one' },
    { at: 'containers[1]', image: 'two' },
  ];
  test.each([
    [
      'allows what is allowed',
      [
        { allowed: true, reasons: [] },
        { allowed: true, reasons: [] },
      ],
      true,
      '',
    ],
    [
      'names what is refused',
      [
        { allowed: true, reasons: [] },
        { allowed: false, reasons: ['a', 'b'] },
      ],
      false,
      'containers[1] two: a; b',
    ],
    [
      'refuses what was not verified',
      [{ allowed: true, reasons: [] }],
      false,
      'containers[1] two: it was not verified',
    ],
  ])('%s', (_, verdicts, allowed, reason) => {
    expect(outcomeOf(images, verdicts)).toEqual({ allowed, reason });
  });
});
