import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Command } from '../command';

const help = `Usage: palisade export GATE --out FOLDER [OPTIONS]

Writes the catalogue as rules of another gate: vap (ValidatingAdmissionPolicy), kyverno, gatekeeper, conftest or
kube-linter.

  --out FOLDER      where to write; made where it is missing
  --stage STAGE     how far a roll-out has come: warn, audit or deny (default)
  --waivers FILE    exceptions, said in the gate's own way
  --rules FOLDER    a team's own rules, exported beside the catalogue's

The same rules give the same bytes. Rules that a gate's language cannot say are named on standard error.

Examples:
  palisade export vap --out policies/ --stage warn
  palisade export conftest --out policy/ && conftest test --policy policy/ deploy/

Exit codes: 0 written; 1 it could not be written; 2 called wrongly.
`;

const stages = ['warn', 'audit', 'deny'] as const;

/** `palisade export`: the same controls at the gates that others run. */
export const exportCommand: Command = {
  name: 'export',
  summary: 'write the catalogue as rules of another gate',
  help,
  options: {
    out: { type: 'string' },
    stage: { type: 'string' },
    waivers: { type: 'string' },
    rules: { type: 'string' },
  },
  words: 1,
  run: async ({ values, words }) => {
    const { exportGate, gates } = await import('@palisade/policies/exports');
    const { catalogue, kubernetesRules, loadRules, loadWaivers, Waivers } = await import('@palisade/rules');
    const wrong = (message: string): 2 => {
      process.stderr.write(`palisade export: ${message}\nTry: palisade export --help\n`);
      return 2;
    };
    const gate = gates.find((each) => each === words[0]);
    if (gate === undefined) {
      return wrong(`${words[0] === undefined ? 'name a gate' : `there is no gate '${words[0]}'`}: ${gates.join(', ')}`);
    }
    const stage = stages.find((each) => each === (values.stage ?? 'deny'));
    if (stage === undefined) return wrong(`--stage is '${values.stage}'; write one of ${stages.join(', ')}`);
    if (typeof values.out !== 'string') return wrong('say where to write: --out FOLDER');
    const team = typeof values.rules === 'string' ? loadRules(values.rules) : [];
    const rules = [...kubernetesRules, ...team.filter((rule) => rule.on !== 'aws' && rule.on !== 'stack')];
    const file = values.waivers;
    // One file for every gate: it may waive rules, too, that only a preview judges by.
    const known = [...catalogue, ...team];
    const waivers =
      typeof file === 'string' ? loadWaivers(readFileSync(file, 'utf8'), { rules: known, file }) : Waivers.none;
    const { files, untranslated } = exportGate(gate, rules, { stage, waivers });
    for (const { path, text } of files) {
      const target = join(values.out, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
    process.stdout.write(`${rules.length - untranslated.length} rules in ${files.length} files below ${values.out}\n`);
    if (untranslated.length > 0) {
      process.stderr.write(`${gate} cannot say these, and does not hold them:\n  ${untranslated.join('\n  ')}\n`);
    }
    const written = new Set(files.map(({ path }) => path));
    const others = readdirSync(values.out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(values.out as string, sep).length))
      .filter((path) => !written.has(path.replaceAll(sep, '/')));
    if (others.length > 0)
      process.stderr.write(`also there, and not of this export:\n  ${others.sort().join('\n  ')}\n`);
    return 0;
  },
};
