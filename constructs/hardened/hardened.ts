import { ApiObject, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { clusterOf } from '../cluster';
import { type ApiObjectJson, objectName } from '../synth/apply-order';
import { evaluatorFor, type Violation, violationsIn } from '../synth/check';
import { waiversOf } from '../synth/waivers';
import { type Mended, mend } from './mend';

/** What was changed in an object so that it no longer breaks a rule. */
export interface Change extends Mended {
  /** Path of the construct that made the object. */
  readonly path: string;
  /** The object, such as `Deployment shop/nginx`. */
  readonly object: string;
}

/** What {@link Hardened} did, and what it left to people. */
export interface HardenedReport {
  /** What was made safe, in the order of objects and rules. */
  readonly changed: readonly Change[];
  /**
   * What the objects still break, each by itself, of every severity: what nobody can change without knowing the program.
   * Set it by the chart's own values, patch it, or have it waived. Critical and high ones stop the synth.
   */
  readonly remaining: readonly Violation[];
}

/**
 * A scope for what others wrote, such as a Helm chart or plain YAML: whatever is made inside of it is changed at synth where
 * a rule of the catalogue knows how to do so safely, so that nothing that ran before stops. The rest is held to the catalogue
 * as everything is.
 *
 * The changes are JSON patches of the objects, after those that were there: they hold in a plain cdk8s app too, which says
 * nothing about them, and in tests of a chart.
 */
export class Hardened extends Construct {
  readonly #changed: Change[] = [];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // What cdk8s asks of every construct just before it turns any into JSON.
    this.node.addValidation({
      validate: () => {
        this.#mend();
        return [];
      },
    });
  }

  /** What was changed, at the last synth at the latest. */
  get changed(): readonly Change[] {
    return [...this.#changed];
  }

  /** What is changed, and what remains. To be asked when all is made, such as after the synth. */
  report(): HardenedReport {
    this.#mend();
    const evaluator = evaluatorFor(clusterOf(this).allowedRegistries);
    const waivers = waiversOf(this);
    const remaining = this.#objects().flatMap((construct) =>
      violationsIn({ construct, object: construct.toJson() }, evaluator, waivers),
    );
    return { changed: this.changed, remaining };
  }

  #objects(): ApiObject[] {
    return this.node.findAll().filter((one): one is ApiObject => ApiObject.isApiObject(one));
  }

  /** Changes nothing where it was done before, for nothing is broken any more. */
  #mend(): void {
    for (const construct of this.#objects()) {
      const json: ApiObjectJson = construct.toJson();
      for (const mended of mend(json, waiversOf(this))) {
        construct.addJsonPatch(...mended.set.map(({ pointer, value }) => JsonPatch.add(pointer, value)));
        this.#changed.push({ path: construct.node.path, object: objectName(json), ...mended });
      }
    }
  }
}
