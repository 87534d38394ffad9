// The apps that `npm run bench:synth` measures, a whole process each: `node bench/synth-apps.cjs WHICH COUNT FOLDER`.
const { createRequire } = require('node:module');
const { join } = require('node:path');

const constructs = join(__dirname, '../constructs');
const require_ = createRequire(join(constructs, 'package.json'));

/** Workloads of one team, each in a namespace of its own. */
const perTeam = 50;
const digest = (index) => (index * 2654435761).toString(16).padStart(16, '0').repeat(4).slice(0, 64);
const image = (index) => `registry.example.com/team/app-${index % perTeam}@sha256:${digest(index)}`;

const apps = {
  /** Every workload has a Service, a service account, a role, a disruption budget and network policies. */
  palisade(count, outdir) {
    const { App, Deployment, Probe, TeamNamespace } = require(join(constructs, 'dist/index.js'));
    const { Chart } = require_('cdk8s');
    const app = new App({
      outdir,
      cluster: { allowedRegistries: ['registry.example.com'], apiServerCidrs: ['10.0.0.1/32'] },
    });
    for (let team = 0; team * perTeam < count; team += 1) {
      const name = `team-${team}`;
      const quota = { cpu: '100', memory: '400Gi', pods: 500 };
      const namespace = new TeamNamespace(new Chart(app, name), 'namespace', { name, owner: name, quota });
      let before;
      for (let index = 0; index < perTeam; index += 1) {
        const workload = new Deployment(namespace, `app-${index}`, {
          image: image(team * perTeam + index),
          port: 8080,
          probes: { readiness: Probe.http('/ready'), liveness: Probe.http('/live') },
          resources: { cpu: '100m', memory: '128Mi' },
          permissions: [{ resource: 'configmaps', verbs: ['get'], names: ['settings'] }],
        });
        if (before !== undefined) workload.allowTo(before);
        before = workload;
      }
    }
    app.synth();
  },

  /** The same Deployments and Services by cdk8s-plus alone, with nothing around them. */
  plain(count, outdir) {
    const { App, Chart, Duration, Size } = require_('cdk8s');
    const kplus = require_('cdk8s-plus-28');
    const app = new App({ outdir });
    for (let team = 0; team * perTeam < count; team += 1) {
      const chart = new Chart(app, `team-${team}`, { namespace: `team-${team}` });
      for (let index = 0; index < perTeam; index += 1) {
        const workload = new kplus.Deployment(chart, `app-${index}`, {
          replicas: 2,
          securityContext: { user: 65_532, group: 65_532, fsGroup: 65_532 },
          terminationGracePeriod: Duration.seconds(30),
          containers: [
            {
              name: `app-${index}`,
              image: image(team * perTeam + index),
              ports: [{ name: 'http', number: 8080 }],
              readiness: kplus.Probe.fromHttpGet('/ready'),
              liveness: kplus.Probe.fromHttpGet('/live'),
              resources: {
                cpu: { request: kplus.Cpu.millis(100) },
                memory: { request: Size.mebibytes(128), limit: Size.mebibytes(128) },
              },
              securityContext: { capabilities: { drop: [kplus.Capability.ALL] } },
            },
          ],
        });
        workload.exposeViaService({ ports: [{ port: 8080, targetPort: 8080 }] });
      }
    }
    app.synth();
  },
};

const [which, count, outdir] = process.argv.slice(2);
apps[which](Number(count), outdir);
