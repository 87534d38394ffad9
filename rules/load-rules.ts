import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { catalogue } from './catalogue';
import { ruleProblems } from './check-rules';
import type { Rule } from './rule';

/** Everything that is wrong with a folder of rules, one line each, such as `owners.js: require-owner: ...`. */
export class LoadRulesError extends Error {
  override readonly name = 'LoadRulesError';

  constructor(
    folder: string,
    /** What is wrong, one line each. */
    readonly problems: readonly string[],
  ) {
    super(`The rules in ${folder} cannot be used:\n${problems.join('\n')}`);
  }
}

/**
 * Loads a team's own rules: every `.js`, `.cjs` and `.mjs` module of a folder, each of which exports one rule or more made
 * with `defineRule`. What they share stands in a folder below, which is not looked into. The modules are run, so the folder
 * must be as trusted as the program.
 *
 * A rule is held to what the catalogue is held to: an id of its own in kebab case, a whole header, logic that compiles,
 * good samples that pass and bad ones that are found with the very message.
 *
 * @param known Rules whose ids are taken. Default: the whole {@link catalogue}.
 * @returns The rules, sorted by id.
 * @throws LoadRulesError with all that is wrong.
 */
export function loadRules(folder: string, { known = catalogue }: { known?: readonly Rule[] } = {}): Rule[] {
  const problems: string[] = [];
  const rules: Rule[] = [];
  const taken = new Map(known.map(({ id }) => [id, 'the catalogue']));
  for (const file of modulesIn(folder, problems)) {
    const found = rulesOf(resolve(folder, file), problems, file);
    for (const rule of found) {
      const own = ruleProblems(rule);
      const before = taken.get(rule.id);
      if (before !== undefined) own.push(`${rule.id}: the id is taken by ${before}`);
      taken.set(rule.id, before ?? file);
      problems.push(...own.map((problem) => `${file}: ${problem}`));
      rules.push(rule);
    }
  }
  if (problems.length > 0) throw new LoadRulesError(folder, problems);
  return rules.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function modulesIn(folder: string, problems: string[]): string[] {
  let files: string[] = [];
  try {
    files = readdirSync(folder).filter((file) => /\.(js|cjs|mjs)$/.test(file) && !/\.(test|spec)\.\w+$/.test(file));
    if (files.length === 0) problems.push(`${join(folder, '*')}: no .js, .cjs or .mjs module: compile the rules first`);
  } catch (error) {
    problems.push((error as Error).message);
  }
  return files.sort();
}

function rulesOf(path: string, problems: string[], file: string): Rule[] {
  let exported: unknown;
  try {
    exported = require(path);
  } catch (error) {
    problems.push(`${file}: ${(error as Error).message.split('\n', 1)[0]}`);
    return [];
  }
  const values = typeof exported === 'object' && exported !== null ? Object.values(exported) : [];
  const rules = [...new Set(values)].filter(isRuleLike);
  if (rules.length === 0) problems.push(`${file}: exports no rule made with defineRule`);
  return rules;
}

/** Whether something is meant as a rule; whether it is one, the checks tell. */
function isRuleLike(value: unknown): value is Rule {
  return typeof value === 'object' && value !== null && ['id', 'on', 'samples'].some((key) => key in value);
}
