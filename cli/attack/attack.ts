import type { Target } from './target';

/** What attacks are about; a page of them each. */
export type Subject =
  | 'credentials'
  | 'transport'
  | 'pods'
  | 'workloads'
  | 'node'
  | 'kubelet'
  | 'impostor'
  | 'service-accounts'
  | 'rbac'
  | 'defences'
  | 'secrets'
  | 'etcd'
  | 'services'
  | 'floods-and-malformed'
  | 'audit';

/** How an attack ended. */
export type Outcome =
  | {
      readonly result: 'refused';
      /** What stopped it, such as `Pod Security`; see `barrierOf`. */
      readonly by: string;
      /** HTTP status, where there was an answer at all. */
      readonly status?: number;
      /** In the words of whoever refused. */
      readonly message: string;
      /** What the requests are called in the audit log. */
      readonly auditIds: readonly string[];
    }
  | {
      readonly result: 'succeeded';
      /** What was gained. Never a secret itself. */
      readonly evidence: string;
      readonly auditIds: readonly string[];
    }
  | {
      readonly result: 'untried';
      /** What was missing. */
      readonly reason: string;
    };

/** One thing that an intruder would try. */
export interface Attack {
  /** Kebab-case, unique. */
  readonly id: string;
  readonly subject: Subject;
  /** What the intruder does, as a sentence without a full stop. */
  readonly title: string;
  /**
   * Technique of MITRE ATT&CK, such as `T1611`.
   *
   * @see https://attack.mitre.org/matrices/enterprise/containers/
   */
  readonly technique: string;
  /** Whether it leaves something changed where it succeeds. All others write, if at all, as a dry run. */
  readonly mutates: boolean;
  /** What stops it in a hardened cluster, as {@link Outcome} names it. */
  readonly stoppedBy: string;
  /** Why a cluster with Kubernetes' own defaults refuses it too; undefined where it succeeds there. */
  readonly safeByDefault?: string;
  /** Why it leaves no line in the audit log; undefined where it leaves one. */
  readonly unlogged?: string;
  /** Tries it. Rejects only where the cluster cannot be talked to at all. */
  readonly run: (target: Target) => Promise<Outcome>;
}

/** An attack but for its subject, which the page that holds it says once. */
export type Draft = Omit<Attack, 'subject'>;

/** Attacks of one subject. */
export function about(subject: Subject, attacks: readonly Draft[]): Attack[] {
  return attacks.map((attack) => ({ ...attack, subject }));
}
