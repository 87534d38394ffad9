import { pinText } from './pin-text';

const digest = `sha256:${'0a'.repeat(32)}`;
const pins = new Map([
  ['nginx:1', `nginx:1@${digest}`],
  ['busybox', `busybox@${digest}`],
]);

/** The text with `PIN` for the digest. */
function pinned(text: string): string {
  return pinText(text, pins).text.replaceAll(`@${digest}`, '@PIN');
}

describe('pins', () => {
  test('every image of a pod, and leaves the rest as it is', () => {
    const text = `# Serves the shop.
apiVersion: v1
kind: Pod
metadata: {name: web, annotations: {image: "nginx:1"}}   # not this
spec:
    initContainers: [{name: a, image: busybox}]
    containers:
    - image: nginx:1 # pinned below
      env: [{name: IMAGE, value: 'nginx:1'}]
    -   image: 'nginx:1'
    -   image: "nginx:1"
    -   image: other:1
    ephemeralContainers: [{image: nginx:1}]
    volumes:
    - image: {reference: busybox}
    - {name: x, emptyDir: {}}
`;
    expect(pinned(text)).toBe(`# Serves the shop.
apiVersion: v1
kind: Pod
metadata: {name: web, annotations: {image: "nginx:1"}}   # not this
spec:
    initContainers: [{name: a, image: busybox@PIN}]
    containers:
    - image: nginx:1@PIN # pinned below
      env: [{name: IMAGE, value: 'nginx:1'}]
    -   image: 'nginx:1@PIN'
    -   image: "nginx:1@PIN"
    -   image: other:1
    ephemeralContainers: [{image: nginx:1@PIN}]
    volumes:
    - image: {reference: busybox@PIN}
    - {name: x, emptyDir: {}}
`);
  });

  test.each([
    ['a Deployment', 'kind: Deployment\nspec: {template: {spec: {containers: [{image: busybox}]}}}\n'],
    ['a CronJob', 'kind: CronJob\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{image: busybox}]}}}}}\n'],
    ['a PodTemplate', 'kind: PodTemplate\ntemplate: {spec: {containers: [{image: busybox}]}}\n'],
    ['a List', 'kind: List\nitems: [{kind: Pod, spec: {containers: [{image: busybox}]}}]\n'],
    ['a PodList', 'kind: PodList\nitems: [{spec: {containers: [{image: busybox}]}}]\n'],
    ['the second document', 'kind: Service\n---\nkind: Pod\nspec: {containers: [{image: busybox}]}\n'],
    ['lines that end as Windows has it', 'kind: Pod\r\nspec:\r\n  containers:\r\n  - image: busybox\r\n'],
    ['an anchor', 'kind: Pod\nspec: {initContainers: [{image: &i busybox}], containers: [{image: *i}]}\n'],
  ])('in %s', (_, text) => {
    expect(pinned(text)).toBe(text.replace('busybox', 'busybox@PIN'));
  });

  test('in JSON', () => {
    const text = '{\n  "kind": "Pod",\n  "spec": {"containers": [{"image": "nginx:1"}]}\n}\n';
    expect(pinned(text)).toBe(text.replace('nginx:1', 'nginx:1@PIN'));
  });

  test('nothing where nothing is', () => {
    const text = 'kind: ConfigMap\ndata: {image: busybox}\n';
    expect(pinText(text, pins)).toEqual({ text, count: 0, refused: [] });
  });
});

describe('does not pin', () => {
  test.each([
    ['a text over several lines', 'kind: Pod\nspec:\n  containers:\n  - image: >-\n      busybox\n'],
    ['a text with escapes', 'kind: Pod\nspec:\n  containers:\n  - image: "\\x62usybox"\n'],
  ])('%s', (_, text) => {
    const { refused, ...rest } = pinText(text, pins);
    expect(rest).toEqual({ text, count: 0 });
    expect(refused).toEqual([
      {
        offset: text.indexOf('image: ') + 7,
        reason: 'busybox is written in a way that is not edited: write it on one line, in its own container',
      },
    ]);
  });

  test('what stands behind a merge key', () => {
    const text = 'kind: Pod\nx: &c {image: busybox}\nspec: {containers: [{<<: *c, name: a}]}\n';
    expect(pinText(text, pins)).toEqual({
      text,
      count: 0,
      refused: [
        {
          offset: text.indexOf('{<<'),
          reason: 'busybox is written in a way that is not edited: write it on one line, in its own container',
        },
      ],
    });
  });

  test('what an environment variable says too, through an anchor', () => {
    const text = 'kind: Pod\nx: &i busybox\nspec: {containers: [{image: *i, env: [{value: *i}]}]}\n';
    // The anchor stands elsewhere, and what it means there would change as well.
    expect(() => pinText(text, pins)).toThrow(
      new Error('pinned, it would say something else than before: pin it by hand'),
    );
  });

  test('a template', () => {
    expect(() => pinText('kind: Pod\nspec: {{ .Values.x }}\nimage: [', pins)).toThrow();
  });
});
