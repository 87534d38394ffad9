import type { Command } from '../command';

const help = `Usage: palisade check [OPTIONS] PATH...
       palisade check --explain RULE

Judges Kubernetes manifests by the catalogue of controls, without a cluster.

PATH is a file, a folder (its .yaml, .yml and .json files, and those of all folders below it), or - for standard
input. A file may hold several documents, and List objects. What is malformed is named, and all else is checked.

  --severity LEVEL     only rules of this severity and of worse: critical, high, medium, low
  --rule RULE          only this rule; may be given several times
  --framework NAME     only what it asks for: pss-baseline, pss-restricted, cis, nsa
  --format FORMAT      text (default), json, sarif (2.1.0), junit, github
  --waivers FILE       exceptions: a reviewed list of rule, select, reason, owner and expires. Waive a workload in a
                       way that covers the pods that it makes too (a name ending in *, or an image, without a kind):
                       the cluster's admission judges those by themselves. See docs/waivers.md
  --rules FOLDER       a team's own rules, held beside the catalogue's
  --policies PATH      admission policies that somebody else wrote (ValidatingAdmissionPolicy), with their bindings,
                       parameters and CustomResourceDefinitions: the verdict that an API server would give on the
                       creation of each object by an ordinary user; may be given several times
  --policies-only      judge by those policies, and not by the catalogue
  --explain RULE       say what a rule asks, why, and what to do; check nothing. With --rules, of the team's rules too

Examples:
  palisade check deploy/
  helm template charts/shop | palisade check -
  kustomize build overlays/production | palisade check --framework pss-restricted -
  palisade check --severity high --format sarif deploy/ > palisade.sarif
  palisade check --policies cluster/policies/ --policies-only deploy/
  palisade check --explain no-privileged-containers

Exit codes: 0 all is well; 1 there are violations; 2 something could not be checked, or the call was wrong.
`;

/** `palisade check`: the catalogue's verdict on files, before anything is applied. */
export const check: Command = {
  name: 'check',
  summary: 'judge Kubernetes manifests by the catalogue of controls',
  help,
  options: {
    severity: { type: 'string' },
    rule: { type: 'string', multiple: true },
    framework: { type: 'string' },
    format: { type: 'string' },
    waivers: { type: 'string' },
    rules: { type: 'string' },
    policies: { type: 'string', multiple: true },
    'policies-only': { type: 'boolean' },
    explain: { type: 'string' },
  },
  words: Number.POSITIVE_INFINITY,
  run: async ({ values, words }) => {
    const { runCheck } = await import('@palisade/cli/check');
    const { stdin, stdout, stderr, env } = process;
    // Whoever reads may have seen enough.
    stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
    return await runCheck(
      { ...(values as object), policiesOnly: values['policies-only'] === true, paths: words },
      { stdin, stdout, stderr, env },
    );
  },
};
