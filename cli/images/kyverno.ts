import { type ImageScope, type Signer, type TrustPolicy, trustedRootText } from '@palisade/admission';

/** A policy in the words of another engine, and what it says less well. */
export interface ExportedPolicy {
  readonly object: object;
  /** What is refused there and not here, what must be set up beside it, and what is not seen. */
  readonly notes: readonly string[];
}

/** Namespaces whose pods are not asked about: the cluster's own, and that of who asks, which could not start again. */
const exempt = ['kube-system', 'kyverno'] as const;
/** Of registries that want a name and a password, in the namespace of Kyverno. */
const pullSecret = 'palisade-images';

const signature = { name: 'signature', type: 'https://sigstore.dev/cosign/sign/v1' };
const scan = { name: 'scan', type: 'https://cosign.sigstore.dev/attestation/vuln/v1' };
const sboms = [
  {
    name: 'spdx',
    type: 'https://spdx.dev/Document',
    holds: 'type(p.predicate.spdxVersion) == string && type(p.predicate.packages) == list',
  },
  {
    name: 'cyclonedx',
    type: 'https://cyclonedx.org/bom',
    holds: "p.predicate.bomFormat == 'CycloneDX' && type(p.predicate.components) == list",
  },
] as const;

/**
 * A trust policy as an ImageValidatingPolicy of Kyverno 1.19, about pods: whoever makes them, pods come to be admitted.
 *
 * A signature is asked for as an attestation of its own type. Kyverno's `verifyImageSignatures` takes any attestation of
 * the key's, a scan too, for a signature.
 *
 * @see https://kyverno.io/docs/policy-types/image-validating-policy/
 */
export function kyvernoPolicy(policy: TrustPolicy): ExportedPolicy {
  const signers = [...new Map(policy.images.flatMap(({ signedBy }) => signedBy.map((each) => [each.name, each])))];
  const asksForScans = policy.images.some(({ scannedWithin }) => scannedWithin !== undefined);
  const asksForSboms = policy.images.some(({ sbom }) => sbom);
  const isPrivate = Object.values(policy.registries).some(({ username }) => username !== undefined);
  const root = trustedRootText(policy);
  const places = policy.images.map(({ from }) => isWithin('ref', from)).join(' || ');
  const spec = {
    validationActions: ['Deny'],
    failurePolicy: 'Fail',
    webhookConfiguration: { timeoutSeconds: 15 },
    matchConstraints: {
      namespaceSelector: {
        matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [...exempt] }],
      },
      resourceRules: [
        {
          apiGroups: [''],
          apiVersions: ['v1'],
          operations: ['CREATE', 'UPDATE'],
          resources: ['pods', 'pods/ephemeralcontainers'],
        },
      ],
    },
    autogen: { podControllers: { controllers: [] } },
    // Said by the validations below, of what is new in a pod: what ran before can still be labelled and taken away.
    validationConfigurations: { mutateDigest: false, verifyDigest: false, required: false },
    // No other registry is asked. What does not match is refused by the validations.
    matchImageReferences: [{ expression: places }],
    // Of pods, Kyverno itself finds those of containers. It waits for ever for one that it did not find beforehand.
    images: [{ name: 'volumes', expression: volumesOf('object') }],
    ...(isPrivate ? { credentials: { secrets: [pullSecret] } } : {}),
    variables: [
      { name: 'before', expression: `request.operation == 'UPDATE' ? ${imagesOf('oldObject')} : []` },
      { name: 'images', expression: `${imagesOf('object')}.filter(i, !(i in variables.before))` },
    ],
    attestors: signers.map(([, signer]) => attestor(signer, root)),
    attestations: [signature, ...(asksForScans ? [scan] : []), ...(asksForSboms ? sboms : [])].map(
      ({ name, type }) => ({
        name,
        intoto: { type },
      }),
    ),
    validations: [
      {
        expression: `variables.images.all(ref, ${places})`,
        message: `an image is in no registry that is allowed: ${policy.images.map(({ from }) => from).join(', ')}`,
      },
      {
        expression: "variables.images.all(ref, ref.matches('@sha256:[0-9a-f]{64}$'))",
        message: 'an image is not pinned: write name@sha256:…, or run palisade images --pin',
      },
      ...policy.images.map((scope) => validation(scope, policy)),
    ],
  };
  return {
    object: {
      apiVersion: 'policies.kyverno.io/v1',
      kind: 'ImageValidatingPolicy',
      metadata: { name: 'palisade-images' },
      spec,
    },
    notes: notesOf(policy, { asksForScans, asksForSboms, isPrivate, signers: signers.map(([, signer]) => signer) }),
  };
}

/** All images of a pod, those of volumes too. */
function imagesOf(pod: 'object' | 'oldObject'): string {
  const containers = ['containers', 'initContainers', 'ephemeralContainers'].map(
    (field) => `${pod}.spec.?${field}.orValue([]).map(c, c.image)`,
  );
  return `(${[...containers, volumesOf(pod)].join(' + ')})`;
}

function volumesOf(pod: 'object' | 'oldObject'): string {
  return `${pod}.spec.?volumes.orValue([]).filter(v, has(v.image)).map(v, v.image.reference)`;
}

/** Whether a reference, as it is written, lies in a place. After a host, a colon begins a port: another registry. */
function isWithin(ref: string, from: string): string {
  const ends = from.includes('/') ? ['/', ':', '@'] : ['/'];
  return ends.map((end) => `${ref}.startsWith(${text(`${from}${end}`)})`).join(' || ');
}

function validation(scope: ImageScope, { images }: TrustPolicy) {
  const narrower = images.filter(({ from }) => from.startsWith(`${scope.from}/`));
  const others = narrower.map(({ from }) => ` && !(${isWithin('ref', from)})`).join('');
  const asked = `variables.images.filter(ref, (${isWithin('ref', scope.from)})${others})`;
  const names = scope.signedBy.map(({ name }) => name).join(' or ');
  const wants = [
    ...(scope.scannedWithin === undefined ? [] : [`scanned within ${scope.scannedWithin / 1000} s without criticals`]),
    ...(scope.sbom ? ['described by an SBOM'] : []),
  ];
  return {
    expression: `${asked}.all(ref, ${scope.signedBy.map((signer) => `(${standsFor(signer, scope)})`).join(' || ')})`,
    message: `an image of ${scope.from} is not signed by ${names}${wants.map((each) => `, and ${each}`).join('')}`,
  };
}

/** Whether one signer stands for all that is asked. */
function standsFor({ name }: Signer, { scannedWithin, sbom }: ImageScope): string {
  const made = (attestation: string): string =>
    `verifyAttestationSignatures(ref, attestations.${attestation}, [attestors[${text(name)}]]) > 0`;
  // What is extracted is what was verified last: by this signer, for it is verified right before.
  const says = (attestation: string, holds: string): string =>
    `${made(attestation)} && [extractPayload(ref, attestations.${attestation})].all(p, ${holds})`;
  return [
    made(signature.name),
    ...(scannedWithin === undefined ? [] : [says(scan.name, freshAndClean(scannedWithin))]),
    ...(sbom ? [`(${sboms.map(({ name, holds }) => `(${says(name, holds)})`).join(' || ')})`] : []),
  ].join(' && ');
}

function freshAndClean(within: number): string {
  const finished = 'timestamp(p.predicate.metadata.scanFinishedOn)';
  const listOrNone = (field: string, all: string): string =>
    `(!has(${field}) || ${field} == null || (type(${field}) == list && ${field}.all(${all})))`;
  const results = 'p.predicate.scanner.result.Results';
  return [
    `time.now() - ${finished} <= duration('${within / 1000}s')`,
    `${finished} - time.now() <= duration('300s')`,
    'p.predicate.scanner.result.SchemaVersion == 2',
    listOrNone(results, `r, ${listOrNone('r.Vulnerabilities', "v, v.Severity.upperAscii() != 'CRITICAL'")}`),
  ].join(' && ');
}

function attestor(signer: Signer, root: string | undefined) {
  const trustedRoot = root === undefined ? {} : { trustedRoot: { value: root } };
  if (signer.kind === 'identity') {
    const { issuer, subject } = signer;
    const identities = [{ issuer, subjectRegExp: patternOf(subject) }];
    return { name: signer.name, cosign: { keyless: { identities }, ...trustedRoot } };
  }
  const key = { data: signer.key.export({ type: 'spki', format: 'pem' }) };
  const log = signer.transparencyLog ? trustedRoot : { ctlog: { insecureIgnoreTlog: true, insecureIgnoreSCT: true } };
  return { name: signer.name, cosign: { key, ...log } };
}

/** A subject as a regular expression of Go's, for the whole text. */
function patternOf(subject: string): string {
  const parts = subject.split('*').map((part) => part.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&'));
  return `^${parts.join('[^/]*')}$`;
}

/** A text in CEL. */
function text(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n')}'`;
}

interface Asked {
  readonly asksForScans: boolean;
  readonly asksForSboms: boolean;
  readonly isPrivate: boolean;
  readonly signers: readonly Signer[];
}

function notesOf({ images }: TrustPolicy, { asksForScans, asksForSboms, isPrivate, signers }: Asked): string[] {
  const logged = signers.filter((signer) => signer.kind === 'identity' || signer.transparencyLog);
  return [
    `Pods in ${exempt.join(' and ')} are not asked about.`,
    'Stricter: only bundles count, as cosign writes them since version 3. Signatures under the tags .sig and .att are refused.',
    'Stricter: a reference must be written out as it is in the policy, in lower case.',
    ...(images.some(({ from }) => from.startsWith('docker.io'))
      ? ['Stricter: docker.io must be written out; names without a registry are refused.']
      : []),
    ...(asksForScans
      ? [
          'WEAKER: of several scans by one signer, any one is looked at, not the newest. What a new scan found may go unseen until an older clean one is too old.',
        ]
      : []),
    ...(asksForSboms ? ['Stricter: SBOMs are taken by the types that cosign writes, without a version.'] : []),
    ...(logged.length > 0
      ? [
          `To verify by ${logged.map(({ name }) => name).join(', ')}, Kyverno asks Sigstore's public TUF repository, though the policy has a root: where it cannot, nothing is admitted.`,
        ]
      : []),
    ...(isPrivate
      ? [
          `Names and passwords of registries are no part of it: put them into the pull secret ${pullSecret} in Kyverno's namespace.`,
        ]
      : []),
  ];
}
