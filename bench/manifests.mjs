/**
 * A number of hardened Deployments of two containers as one file of YAML, the same for the same number. Of the checks
 * that every tool has, each finds something in them: a check that finds nothing writes nothing.
 */
export function deployments(count) {
  return Array.from({ length: count }, (_, index) => deployment(index)).join('---\n');
}

function deployment(index) {
  const digest = (index * 2654435761).toString(16).padStart(16, '0').repeat(4).slice(0, 64);
  const container = (name, port) => `        - name: ${name}
          image: registry.example.com/team-${index % 20}/${name}:v1.${index % 50}@sha256:${digest}
          ports:
            - containerPort: ${port}
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 128Mi
              ephemeral-storage: 64Mi
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: ["ALL"]
`;
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${index}
  namespace: team-${index % 20}
  labels:
    app.kubernetes.io/name: app-${index}
spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: app-${index}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: app-${index}
    spec:
      automountServiceAccountToken: false
      serviceAccountName: app
      securityContext:
        runAsNonRoot: true
        seccompProfile:
          type: RuntimeDefault
      containers:
${container('web', 8080)}${container('proxy', 9090)}`;
}
