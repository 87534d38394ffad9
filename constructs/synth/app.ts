import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { catalogue, loadWaivers, Waivers } from '@palisade/rules';
import * as cdk8s from 'cdk8s';
import { registryProblems } from '../baseline/allowed-registries';
import { type ClusterFacts, clusterOf, setCluster } from '../cluster';
import { ConstructError } from '../construct-error';
import { Hardened } from '../hardened/hardened';
import { CheckError, evaluatorFor, judge, madeBy, rulesFor, validate } from './check';
import { type Manifests, manifestFiles } from './files';
import { inOrder } from './order';
import { tellingText } from './tell';
import { setWaivers, waiversOf } from './waivers';
import { YamlWriter } from './yaml';

/** Properties of {@link App}: those of cdk8s, and what the app must know of its cluster. */
export interface AppProps extends cdk8s.AppProps {
  /**
   * The cluster that the app is written for.
   *
   * @default - see each of {@link ClusterFacts}
   */
  readonly cluster?: Partial<ClusterFacts>;
  /**
   * File of the reviewed exceptions to the catalogue's rules, such as `waivers.yaml`: a path that begins where the program
   * is started. It is the only place for exceptions: nothing that an object says about itself is one.
   *
   * @default - none: every rule holds for everything
   */
  readonly waivers?: string;
}

/**
 * A cdk8s app that knows its cluster, and that holds everything in it to the catalogue, whoever made it, before it
 * writes anything. It writes the files that a plain cdk8s app writes.
 */
export class App extends cdk8s.App {
  readonly #waiversFile: string | undefined;
  readonly #recordsMetadata: boolean;
  #told = '';

  /**
   * @throws ConstructError where an allowed registry is no registry
   * @throws WaiverError with all that is wrong with the waivers, expired ones among it, line by line
   * @throws Error where the file of waivers cannot be read
   */
  constructor(props: AppProps = {}) {
    super(props);
    setCluster(this, props.cluster);
    const registries = clusterOf(this).allowedRegistries;
    const problems = registries.length === 0 ? [] : registryProblems(registries);
    if (problems.length > 0) throw new ConstructError('new App({ cluster })', problems);
    this.#waiversFile = props.waivers;
    setWaivers(this, props.waivers === undefined ? Waivers.none : readWaivers(props.waivers, registries));
    this.#recordsMetadata = props.recordConstructMetadata ?? process.env.CDK8S_RECORD_CONSTRUCT_METADATA === 'true';
  }

  /**
   * Writes all manifests to {@link outdir}, after the check. What is medium or low is told on standard error, a line for
   * each rule, and so is a waiver that waives nothing.
   *
   * @throws CheckError where anything in the app breaks a rule that is critical or high; then nothing is written
   * @throws Error where a construct calls itself invalid, where two make the same object, and where two would be written
   * to one file
   */
  override synth(): void {
    const checked = this.#check();
    const files = manifestFiles(checked, this.yamlOutputType, this.outputFileExtension);
    mkdirSync(this.outdir, { recursive: true });
    for (const { path, text } of files) {
      const target = join(this.outdir, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
    if (this.#recordsMetadata) {
      const objects = checked.charts.flatMap((each) => each.objects);
      const resources = Object.fromEntries(objects.map(({ name, node }) => [name, { path: node.path }]));
      writeFileSync(join(this.outdir, 'construct-metadata.json'), JSON.stringify({ version: '1.0.0', resources }));
    }
  }

  /** All manifests as one text, after the same check as {@link synth}, with the same errors. */
  override synthYaml(): string {
    const { charts, json } = this.#check();
    return new YamlWriter().documents(charts.flatMap(({ objects }) => objects.map((object) => json.get(object))));
  }

  #check(): Manifests {
    const all = this.node.findAll();
    validate(all);
    const ordered = inOrder(this, all);
    const made = madeBy(ordered.charts.flatMap(({ objects }) => objects));
    const { allowedRegistries } = clusterOf(this);
    const evaluator = evaluatorFor(allowedRegistries);
    const { violations, advice, unused } = judge(made, { evaluator, waivers: waiversOf(this), whole: 'the app' });
    if (violations.length > 0) throw new CheckError(violations);
    const changed = all.filter((one) => one instanceof Hardened).flatMap((one) => one.changed);
    this.#tell(tellingText({ changed, advice, unused, waivers: this.#waiversFile }));
    return { ...ordered, json: new Map(made.map(({ construct, object }) => [construct, object])) };
  }

  /** Once, however often the app is synthesised. */
  #tell(text: string): void {
    if (text !== this.#told) process.stderr.write(text);
    this.#told = text;
  }
}

function readWaivers(file: string, registries: readonly string[]): Waivers {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      `waivers: ${resolve(file)} cannot be read (${code}). Write the path of the file, from where the program is started, or leave waivers out where nothing is waived.`,
    );
  }
  // The whole catalogue, for one file may serve every gate.
  const rules = new Map([...catalogue, ...rulesFor(registries)].map((rule) => [rule.id, rule]));
  return loadWaivers(text, { rules: [...rules.values()], file });
}
