import { type ApiObjectJson, objectName } from '@palisade/constructs';
import { Evaluator, kubernetesRules, stackRules } from '@palisade/rules';
import { findings } from '../../../constructs/synth/check';
import type { HardenedCluster } from '../hardened-cluster';
import { openIn } from '../open-connections';
import type { Mutation } from './mutate';

/** A gate that refused a mutant, and by what. */
export interface Refusal {
  /**
   * `synth`: nothing is written. `check`: advice at synth, and an error of `palisade check`. `admission`: a policy of the
   * catalogue in the API server. `Pod Security`: the API server's own. `API server`: it is not valid there.
   */
  readonly gate: 'synth' | 'check' | 'admission' | 'Pod Security' | 'API server';
  /** The rule, where it is one. */
  readonly rule?: string;
}

/** Kinds that say who may connect to whom. */
const policyKinds = new Set(['AuthorizationPolicy', 'CiliumNetworkPolicy', 'NetworkPolicy', 'PeerAuthentication']);

const catalogue = new Evaluator([...kubernetesRules, ...stackRules]);

/** What became of a mutant. */
export type Fate =
  /** By two gates at most: one before the cluster, one in it. */
  | { readonly refusedBy: readonly [Refusal, ...Refusal[]] }
  /** The API server makes the same of it as of the original: what was taken away is what it fills in by itself. */
  | 'the same to the API server'
  /** Other connections are open then than are declared: the test of reachability fails, and `palisade graph` shows it. */
  | 'seen in what is reachable'
  /** Refused once the same is done wherever it stands in the object: it is written more than once. */
  | 'held elsewhere in the object'
  | 'survived';

/** Puts a mutant, among the objects that it came from, before all gates. */
export async function fateOf(
  mutation: Mutation,
  objects: readonly ApiObjectJson[],
  cluster: HardenedCluster,
): Promise<Fate> {
  const { object, mutant, everywhere } = mutation;
  const [first, ...more] = await refusals(object, mutant, objects, cluster);
  if (first !== undefined) return { refusedBy: [first, ...more] };
  if (mutant !== undefined && (await cluster.result(mutant)) === (await cluster.result(object))) {
    return 'the same to the API server';
  }
  const among = objects.flatMap((each) => (each !== object ? [each] : mutant === undefined ? [] : [mutant]));
  if (policyKinds.has(object.kind) && openIn(among).join() !== openIn(objects).join())
    return 'seen in what is reachable';
  if (everywhere !== undefined && (await refusals(object, everywhere, objects, cluster)).length > 0) {
    return 'held elsewhere in the object';
  }
  return 'survived';
}

async function refusals(
  object: ApiObjectJson,
  mutant: ApiObjectJson | undefined,
  objects: readonly ApiObjectJson[],
  cluster: HardenedCluster,
): Promise<Refusal[]> {
  const before = foundIn(objects.flatMap((each) => (each !== object ? [each] : mutant === undefined ? [] : [mutant])));
  const within = mutant === undefined ? undefined : await admissionOf(mutant, cluster);
  return [before, within].filter((refusal) => refusal !== undefined);
}

function foundIn(objects: readonly ApiObjectJson[]): Refusal | undefined {
  const found = findings(catalogue, objects).map(({ finding }) => finding.rule);
  const stopping = found.find(({ severity }) => severity === 'critical' || severity === 'high');
  if (stopping !== undefined) return { gate: 'synth', rule: stopping.id };
  return found[0] && { gate: 'check', rule: found[0].id };
}

async function admissionOf(mutant: ApiObjectJson, cluster: HardenedCluster): Promise<Refusal | undefined> {
  const refusal = await cluster.refusal(mutant, { dryRun: true });
  if (refusal === undefined) return undefined;
  const policy = /ValidatingAdmissionPolicy 'palisade-([^']+)'/.exec(refusal)?.[1];
  if (policy !== undefined) return { gate: 'admission', rule: policy };
  if (refusal.includes('violates PodSecurity')) return { gate: 'Pod Security' };
  if (/exceeded quota|forbidden/.test(refusal)) throw new Error(`${objectName(mutant)}: ${refusal}`);
  return { gate: 'API server' };
}
