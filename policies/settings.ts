import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { catalogue, frameworks, loadRules, loadWaivers, type Rule, severities, Waivers } from '@palisade/rules';
import { isFixable, type Level, type Levels, levels } from './levels';

/** The environment variable that names the file. */
export const settingsVariable = 'PALISADE_SETTINGS';

/** The file's whole form: JSON, as Pulumi's own config of a policy pack. All of it may be left out. */
export interface SettingsFile extends Levels {
  /** A file of waivers, the one that `palisade check --waivers` takes; its path from the settings file. */
  readonly waivers?: string;
  /** A folder of a team's own rules, the one that `palisade check --rules` takes; its path from the settings file. */
  readonly ruleFolder?: string;
}

/** What the pack is to be made of. */
export interface Settings {
  /** The catalogue, and the team's own rules. */
  readonly rules: readonly Rule[];
  readonly levels: Levels;
  readonly waivers: Waivers;
}

/** Everything that is wrong with a settings file, one line each, such as `palisade.json: severities.low: ...`. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(
    file: string,
    readonly problems: readonly string[],
  ) {
    super(problems.map((problem) => `${file}: ${problem}`).join('\n'));
  }
}

/** Far above any file that a person wrote. */
const largest = 1_000_000;

/**
 * Reads the settings file that the environment names, with the waivers and the rules that it names in turn.
 *
 * It is named there, and never looked for beside the program: whoever starts the preview decides how strict it is, not
 * whoever wrote what is previewed.
 *
 * @returns The catalogue at its own levels and without waivers, where no file is named.
 * @throws SettingsError, WaiverError or LoadRulesError, each with all that is wrong.
 */
export function readSettings(environment: { readonly [name: string]: string | undefined }): Settings {
  const file = environment[settingsVariable];
  if (file === undefined || file === '') return { rules: catalogue, levels: {}, waivers: Waivers.none };
  if (!isAbsolute(file)) {
    // The engine starts a pack in the program's folder or in the pack's own, as it was told to start it.
    throw new SettingsError(settingsVariable, [`is ${file}: write the whole path, such as "$PWD/${file}"`]);
  }
  const given = parsed(file);
  const beside = (path: string): string => resolve(dirname(file), path);
  const team = given.ruleFolder === undefined ? [] : loadRules(beside(given.ruleFolder));
  const rules = [...catalogue, ...team];
  const problems = levelProblems(given, rules);
  if (problems.length > 0) throw new SettingsError(file, problems);
  const { rules: byRule, frameworks, severities, waivers } = given;
  return {
    rules,
    levels: { ...(byRule && { rules: byRule }), ...(frameworks && { frameworks }), ...(severities && { severities }) },
    waivers:
      waivers === undefined ? Waivers.none : loadWaivers(textOf(beside(waivers)), { rules, file: beside(waivers) }),
  };
}

function textOf(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new SettingsError(file, [`cannot be read: ${(error as Error).message}`]);
  }
  if (text.length > largest) throw new SettingsError(file, [`is larger than ${largest / 1e6} MB`]);
  return text;
}

/** The file as it is typed, apart from the ids and levels in it. */
function parsed(file: string): SettingsFile {
  let value: unknown;
  try {
    value = JSON.parse(textOf(file));
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    throw new SettingsError(file, [`is no JSON: ${(error as Error).message}`]);
  }
  if (!isObject(value)) throw new SettingsError(file, [`is no object: write {${keys.join(', ')}}`]);
  const problems = Object.entries(value).flatMap(([key, held]) => {
    if (!isOneOf(key, keys)) return [`there is no setting ${key}: write ${keys.join(', ')}`];
    if (isOneOf(key, pathKeys)) return typeof held === 'string' && held !== '' ? [] : [`${key} must be a path`];
    return isObject(held) ? [] : [`${key} must be an object, such as { "${examples[key]}": "advisory" }`];
  });
  if (problems.length > 0) throw new SettingsError(file, problems);
  return value;
}

const levelKeys = ['severities', 'frameworks', 'rules'] as const;
const pathKeys = ['waivers', 'ruleFolder'] as const;
const keys = [...levelKeys, ...pathKeys] as const;
const examples = { severities: 'low', frameworks: 'nsa', rules: 'no-host-pid' } as const;

function levelProblems(given: Levels, rules: readonly Rule[]): string[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return levelKeys.flatMap((key) =>
    Object.entries(given[key] ?? {}).flatMap(([name, level]) => {
      const problem = nameProblem(key, name, byId) ?? levelProblem(level, key === 'rules' ? byId.get(name) : undefined);
      return problem === undefined ? [] : [`${key}.${name}: ${problem}`];
    }),
  );
}

function nameProblem(key: (typeof levelKeys)[number], name: string, rules: ReadonlyMap<string, Rule>) {
  if (key === 'rules') return rules.has(name) ? undefined : `there is no rule ${name}${suggestion(name, rules)}`;
  const allowed: readonly string[] = key === 'severities' ? severities : frameworks;
  return allowed.includes(name) ? undefined : `write one of ${allowed.join(', ')}`;
}

function levelProblem(level: Level, rule: Rule | undefined): string | undefined {
  if (!isOneOf(level, levels)) return `the level is ${JSON.stringify(level)}: write one of ${levels.join(', ')}`;
  if (level !== 'remediate' || rule === undefined || isFixable(rule)) return undefined;
  return 'nothing can mend this rule at a preview: write disabled, advisory or mandatory';
}

function suggestion(id: string, rules: ReadonlyMap<string, Rule>): string {
  const like = [...rules.keys()].find((known) => known.includes(id) || id.includes(known));
  return like === undefined ? '' : `; did you mean ${like}?`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOneOf<T extends string>(value: unknown, allowed: readonly T[]): value is T {
  return allowed.some((each) => each === value);
}
