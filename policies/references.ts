import type { Reference } from '@palisade/rules';

/** A published standard, as Pulumi shows it. The version is that of the edition whose numbers the catalogue uses. */
interface Standard {
  readonly name: string;
  readonly version: string;
  readonly url: (control: string) => string;
}

const standards: Readonly<Record<Exclude<Reference['standard'], 'documentation'>, Standard>> = {
  'aws-fsbp': {
    name: 'AWS Foundational Security Best Practices',
    version: '1.0.0',
    url: (control) => {
      const [service = ''] = control.toLowerCase().split('.');
      const anchor = control.toLowerCase().replace('.', '-');
      return `https://docs.aws.amazon.com/securityhub/latest/userguide/${service}-controls.html#${anchor}`;
    },
  },
  'cis-eks': {
    name: 'CIS Amazon EKS Benchmark',
    version: '1.7.0',
    url: () => 'https://www.cisecurity.org/benchmark/kubernetes',
  },
  'cis-kubernetes': {
    name: 'CIS Kubernetes Benchmark',
    version: '1.11.0',
    url: () => 'https://www.cisecurity.org/benchmark/kubernetes',
  },
  'mitre-attack': {
    name: 'MITRE ATT&CK',
    version: '',
    url: (control) => `https://attack.mitre.org/techniques/${control.replace('.', '/')}/`,
  },
  'nsa-cisa': {
    name: 'NSA/CISA Kubernetes Hardening Guide',
    version: '1.2',
    url: () =>
      'https://media.defense.gov/2022/Aug/29/2003066362/-1/-1/0/CTR_KUBERNETES_HARDENING_GUIDANCE_1.2_20220829.PDF',
  },
  'pod-security': {
    name: 'Kubernetes Pod Security Standards',
    version: '',
    url: () => 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
  },
};

/** What Pulumi calls the compliance framework of a policy. */
export interface Framework {
  readonly name: string;
  readonly version: string;
  /** The standard's own number or heading. */
  readonly reference: string;
  readonly specification: string;
}

/** The first reference that a published standard names, or undefined where there is only documentation. */
export function frameworkOf(references: readonly Reference[], specification: string): Framework | undefined {
  const first = references.find((reference) => reference.standard !== 'documentation');
  if (first === undefined) return undefined;
  const { name, version } = standards[first.standard];
  return { name, version, reference: first.control, specification };
}

/** Where a reference can be read. */
export function urlOf(reference: Reference): string {
  return reference.standard === 'documentation' ? reference.url : standards[reference.standard].url(reference.control);
}
