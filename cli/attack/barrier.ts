/** Texts by which the parts of an API server can be told apart, in the order to look for them. */
const authors: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/violates PodSecurity/, 'Pod Security'],
  [/Use of external IPs is denied by admission control/i, 'DenyServiceExternalIPs'],
  [/exceeded quota/, 'ResourceQuota'],
  [/event rate|limit reached on type (Server|Namespace|User|SourceAndObject)/i, 'EventRateLimit'],
  [/not currently held/, 'RBAC (privilege escalation check)'],
  [
    /^node '[^']+' is not allowed|is forbidden: (node|is not allowed)|NodeRestriction|node "[^"]*" (is not allowed|cannot)|can only (create|delete|evict|request|update)/,
    'NodeRestriction',
  ],
  [/CertificateSubjectRestriction|system:masters group is not allowed/, 'CertificateSubjectRestriction'],
  [
    /User "system:node:[^"]+" cannot [\s\S]*(no relationship found|can only|not allowed|unknown node|for an individual|only nodes)/,
    'Node authorizer',
  ],
  [/cannot [a-z:-]+ (resource|path) "/, 'RBAC'],
  // A kubelet asks the API server what somebody may do.
  [/^Forbidden \(user=/, 'authorisation by the API server'],
  // The API server, of who answered it in the place of a kubelet.
  [/tls: failed to verify certificate/, 'TLS (certificate of the kubelet)'],
  [/no matching prefix found/, 'encryption at rest'],
];

const byStatus: Readonly<Record<number, string>> = {
  400: 'request decoding',
  401: 'authentication',
  403: 'authorisation',
  404: 'not served',
  405: 'not served',
  410: 'not served',
  413: 'request size limit',
  415: 'request decoding',
  422: 'validation',
  429: 'priority and fairness',
  431: 'header size limit',
};

/** The part of an API server that speaks in an answer: by its words, else by the status. */
export function barrierOf(status: number, message: string): string {
  if (status === 401) return 'authentication';
  const policy = /ValidatingAdmissionPolicy '([^']+)'/.exec(message)?.[1];
  if (policy !== undefined) return `policy ${policy}`;
  const found = authors.find(([pattern]) => pattern.test(message));
  return found?.[1] ?? byStatus[status] ?? `status ${status}`;
}
