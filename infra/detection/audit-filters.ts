/** Something to notice in the audit log, as one CloudWatch metric filter and one alarm. */
export interface AuditFilter {
  /** Kebab case; names the filter, the metric and the alarm. */
  readonly id: string;
  /** What happened when the alarm goes off, in a few words. */
  readonly title: string;
  /**
   * A CloudWatch Logs filter pattern over an audit.k8s.io/v1 Event, of at most 1024 characters.
   *
   * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
   */
  readonly pattern: string;
  /** How many events in {@link auditPeriodSeconds} set the alarm off. */
  readonly threshold: number;
  /** Why to look, and at what; it becomes the alarm's text. */
  readonly why: string;
}

/** Over what time events are counted. */
export const auditPeriodSeconds = 300;

const succeeded = '($.responseStatus.code < 400)';
const written =
  '(($.verb = "create") || ($.verb = "update") || ($.verb = "patch") || ($.verb = "delete") || ($.verb = "deletecollection"))';
/** EKS's own controllers and the API server itself; nobody can be given names that begin with `eks:` or `system:`. */
const byOthers = '($.user.username != "eks:*") && ($.user.username != "system:apiserver")';

/** Selectors of an array's first elements: filter patterns count on no wildcard for an index. */
function anyOf(selector: string, value: string): string {
  return [0, 1, 2, 3].map((index) => `(${selector}[${index}] = "${value}")`).join(' || ');
}

/**
 * What no quiet cluster shows. A pattern names fields of the event, so that a test can hold it against sample events.
 *
 * Disabling audit logs leaves no event behind. What catches that is {@link auditHeartbeat}: the log that goes silent.
 */
export const auditFilters: readonly AuditFilter[] = [
  {
    id: 'anonymous-access',
    title: 'an anonymous request was served',
    pattern: `{ ($.user.username = "system:anonymous") && ${succeeded} && ($.requestURI != "/livez*") && ($.requestURI != "/readyz*") && ($.requestURI != "/healthz*") && ($.requestURI != "/version*") }`,
    threshold: 1,
    why: 'Someone without credentials got more than a health check. Look for a binding to system:anonymous or system:unauthenticated.',
  },
  {
    id: 'access-denied-burst',
    title: 'many requests were refused',
    pattern: '{ ($.responseStatus.code = 401) || ($.responseStatus.code = 403) }',
    threshold: 50,
    why: 'Someone tries out what a stolen token may do, or a workload lost its rights. Look at the users and addresses of the refused requests.',
  },
  {
    id: 'exec-and-attach',
    title: 'someone entered a running pod',
    pattern:
      '{ ($.objectRef.resource = "pods") && (($.objectRef.subresource = "exec") || ($.objectRef.subresource = "attach") || ($.objectRef.subresource = "portforward") || ($.objectRef.subresource = "ephemeralcontainers")) }',
    threshold: 1,
    why: 'A shell in a pod sees its secrets and leaves no trace in its image. Ask the user why.',
  },
  {
    id: 'secret-read-by-person',
    title: 'a person read secrets',
    pattern: `{ ($.objectRef.resource = "secrets") && (($.verb = "get") || ($.verb = "list") || ($.verb = "watch")) && ($.user.username != "system:*") && ($.user.username != "eks:*") && ${succeeded} }`,
    threshold: 1,
    why: 'Workloads mount secrets; people have no need to read them. Change what was read.',
  },
  {
    id: 'rbac-change',
    title: 'RBAC was changed',
    pattern: `{ ($.objectRef.apiGroup = "rbac.authorization.k8s.io") && ${written} && ${byOthers} && ($.user.username != "system:serviceaccount:kube-system:clusterrole-aggregation-controller") && ${succeeded} }`,
    threshold: 1,
    why: 'Who may do what comes from the baseline stack. A change beside it is a mistake, or someone keeping a way in.',
  },
  {
    id: 'admission-change',
    title: 'admission was changed',
    pattern: `{ ($.objectRef.apiGroup = "admissionregistration.k8s.io") && ${written} && ${byOthers} && ${succeeded} }`,
    threshold: 1,
    why: 'A webhook or admission policy that is gone refuses nothing any more, and a new webhook reads and rewrites what passes.',
  },
  {
    id: 'system-masters',
    title: 'system:masters was used',
    pattern: `{ ((${anyOf('$.user.groups', 'system:masters')}) && ${byOthers}) || (${anyOf('$.impersonatedUser.groups', 'system:masters')}) }`,
    threshold: 1,
    why: 'The group passes every RBAC check, and no access entry can put anyone in it: look for a forged certificate or for impersonation.',
  },
];

/**
 * Counts every audit event. Its alarm goes off where there are none: an API server that runs always logs some, so that
 * silence means that audit logs were turned off (`UpdateClusterConfig`), or their log group deleted or cut off from its key.
 */
export const auditHeartbeat: AuditFilter = {
  id: 'audit-silence',
  title: 'the audit log has gone silent',
  pattern: '{ ($.kind = "Event") && ($.apiVersion = "audit.k8s.io/*") }',
  threshold: 1,
  why: 'Audit logs were turned off, or their log group or its key is gone; every other alarm here is blind until they are back. Look in CloudTrail for UpdateClusterConfig and DeleteLogGroup.',
};
