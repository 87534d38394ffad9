import type { Access, Client, Credential } from '../api-server/client';

/** Whose credential an attacker has got hold of. */
export type Actor =
  /** May do everything, by RBAC. */
  | 'administrator'
  /** May manage roles and everything else in the attacked namespace: Kubernetes' own `admin`. */
  | 'namespace administrator'
  /** May change workloads, pods and secrets in the attacked namespace: Kubernetes' own `edit`. */
  | 'editor'
  /** May deploy to the attacked namespace, and neither make pods by hand nor read secrets. */
  | 'developer'
  /** May get one secret of the attacked namespace by name, and nothing else: not {@link Target.secret}. */
  | 'reader of one secret'
  /** Is somebody, and has been granted nothing. */
  | 'outsider'
  /** The kubelet of {@link Nodes.own}. */
  | 'node';

/** Two nodes: the one that was broken into, and another. */
export interface Nodes {
  readonly own: string;
  readonly other: string;
}

/** Credentials that nobody should accept. */
export type Forgery =
  /** Names an administrator in system:masters, signed by an authority that nobody knows. */
  | 'of another authority'
  /** The same, signed by itself. */
  | 'self-signed'
  /** Was a genuine administrator's, a moment ago. */
  | 'expired'
  /** etcd's own, by etcd's authority: genuine, but not for the API server. */
  | 'of etcd'
  /** Names a node, signed by an authority that nobody knows. */
  | 'of a node, by another authority'
  /** By the cluster's authority for clients, with the name of the front proxy. */
  | 'named front-proxy-client';

/** Where etcd is, as somebody on its network sees it. */
export interface EtcdAccess {
  readonly endpoint: string;
  /** The API server's credential for etcd: what an intruder has who broke into a control plane node. */
  readonly intruder?: Credential;
  /** Its data directory, to read what lies on the disk. */
  readonly dataFolder?: string;
}

/** Where a node's kubelet is, as somebody on its network sees it. */
export interface KubeletAccess {
  /** Name of its node. */
  readonly node: string;
  readonly endpoint: string;
  /** What runs there, to be reached into. */
  readonly pod?: { readonly namespace: string; readonly name: string; readonly container: string };
}

/** What somebody shows who stands at a node's address in the place of its kubelet. */
export type ImpostorCertificate =
  /** Names the address, and vouches for itself. */
  | 'self-signed'
  /** Genuine, and names another node and its address. */
  | 'of another node'
  /** The node's own: then it is no impostor, and is to be let pass. */
  | 'its own';

/** Somebody who stands at a node's address in the place of its kubelet. */
export interface Impostor {
  /** What runs on that node. */
  readonly pod: { readonly namespace: string; readonly name: string };
  /** What it answers to whoever asks for a log. */
  readonly log: string;
  /** The requests that it was sent, as method and path. */
  heard(): readonly string[];
  stop(): Promise<void>;
}

/** One line of the audit log, as far as it is looked at. */
export interface AuditLine {
  readonly auditID: string;
  readonly verb?: string;
  readonly requestURI?: string;
  readonly user?: { readonly username?: string };
  readonly userAgent?: string;
  readonly sourceIPs?: readonly string[];
  readonly objectRef?: { readonly resource?: string; readonly subresource?: string; readonly name?: string };
  readonly responseStatus?: { readonly code?: number };
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The cluster under attack, and what the attacker has. What is undefined is not at hand, and no attack that needs it is tried. */
export interface Target {
  readonly endpoint: string;
  /** The authority that vouches for the API server, PEM. */
  readonly ca?: string;
  readonly namespace: string;
  /** A service account there whose pods are harmless. */
  readonly account: string;
  /** A secret there, with the text that its body holds. */
  readonly secret?: { readonly name: string; readonly marker: string };
  /** The secret there that the reader of one secret may read. */
  readonly granted?: string;
  /** A config map there, with the marker of {@link secret} in it. */
  readonly map?: string;
  /** A pod there that runs on {@link Nodes.other}. */
  readonly pod?: string;
  readonly nodes?: Nodes;
  /** Whether everything but the attacks that mutate is to be a dry run. */
  readonly dryRun: boolean;
  readonly etcd?: EtcdAccess;
  readonly kubelet?: KubeletAccess;
  /** Private key, PEM, that signs service account tokens: to forge what only the cluster itself can. */
  readonly tokenKey?: string;
  as(actor: Actor): Client | undefined;
  forged(forgery: Forgery): Credential | undefined;
  /** A certificate signing request, PEM, whose key is thrown away. */
  signingRequest(commonName: string, organization: string): string | undefined;
  /** Has somebody stand at a node's address, as only who rules the network can. */
  impostor?(certificate: ImpostorCertificate): Promise<Impostor>;
  /** A client with any credential, or none at all. */
  connect(credential: Credential): Client;
  /** A client for another server than the API server. */
  reach(access: Access): Client;
  /** What is in the audit log; empty where none is kept. Undefined where it cannot be read. */
  auditLog?(): Promise<readonly AuditLine[]>;
}
