#!/usr/bin/env node
// `npm run new-rule -- ID SUBJECT`: writes the file of a rule, to be filled in, and puts it into its catalogue. The
// catalogue's tests fail until it is filled in.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [id = '', subject = '', ...more] = process.argv.slice(2);
const rules = join(process.cwd(), 'rules');
const problem = problemWith(id, subject, more);
if (problem !== undefined) {
  console.error(`${problem}\nUsage: npm run new-rule -- ID SUBJECT, such as: npm run new-rule -- no-host-pid pod`);
  process.exit(2);
}

const name = id.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
const path = join(rules, subject, `${id}.ts`);
writeFileSync(path, template());
const list = subject.startsWith('aws-') ? 'aws.ts' : subject.startsWith('stack-') ? 'stack.ts' : 'catalogue.ts';
register(join(rules, list));
console.log(
  `Wrote ${path} and put it into rules/${list}. Fill it in, then: npx jest --selectProjects=unit rules/catalogue`,
);

function problemWith(id, subject, more) {
  if (more.length > 0) return `Too many arguments: ${more.join(' ')}.`;
  if (!/^[a-z0-9]+(-[a-z0-9]+)+$/.test(id))
    return `The id must be kebab case, of two words at least; found ${id || 'none'}.`;
  if (!/^[a-z]+(-[a-z]+)*$/.test(subject)) return `The subject must be a folder of rules/; found ${subject || 'none'}.`;
  if (!existsSync(join(rules, subject))) return `There is no folder ${join(rules, subject)}.`;
  if (existsSync(join(rules, subject, `${id}.ts`))) return `${join(rules, subject, `${id}.ts`)} is there already.`;
  return undefined;
}

/** Adds the import and the entry, both at their place in the order. */
function register(file) {
  const lines = readFileSync(file, 'utf8').split('\n');
  const source = (line) => /from '(\.[^']+)'/.exec(line)?.[1];
  const own = `./${subject}/${id}`;
  const after = (isBefore) => lines.findLastIndex(isBefore) + 1;
  lines.splice(
    after((line) => line.startsWith('import ') && (source(line) ?? '') < own),
    0,
    `import { ${name} } from '${own}';`,
  );
  // The entries have the names of the ids, so the imports tell the order.
  const ids = new Map(
    lines.flatMap((line) => {
      const [, entry, from] = /^import \{ (\w+) \} from '\.\/[^']*\/([^'/]+)';$/.exec(line) ?? [];
      return entry === undefined ? [] : [[`  ${entry},`, from]];
    }),
  );
  const first = lines.findIndex((line) => ids.has(line));
  const before = lines.findLastIndex((line) => ids.has(line) && ids.get(line) < id);
  lines.splice(before < 0 ? first : before + 1, 0, `  ${name},`);
  writeFileSync(file, lines.join('\n'));
}

function template() {
  const [on, imports, body, sample] = form();
  return `${imports}import { defineRule } from '../rule';

const message = 'TODO: what was found${on === 'container' ? ': app' : ''}';

export const ${name} = defineRule({
  id: '${id}',
  severity: 'medium',
  title: 'TODO: one sentence, in the imperative, without a full stop',
  rationale: 'TODO',
  remediation: 'TODO',
  references: [{ standard: 'nsa-cisa', control: 'TODO' }],
  on: '${on}',
${body}  samples: {
    good: [
      { name: 'TODO: good', given: ${sample} },
      { name: 'TODO: good as well', given: ${sample} },
    ],
    bad: [
      { name: 'TODO: bad', given: ${sample}, message },
      { name: 'TODO: bad in another way', given: ${sample}, message },
      { name: 'TODO: bad in the second container, or beside a good one', given: ${sample}, message },
    ],
  },
});
`;
}

/** What the rule is on, and what follows from that. */
function form() {
  const logic = "  cel: 'true',\n  message,\n";
  if (subject.startsWith('stack-')) return ['stack', '', '  check: (resources) => [],\n', '[]'];
  if (subject.startsWith('aws-')) {
    return ['aws', '', `  types: ['TODO'],\n${logic}`, "{ type: 'TODO', inputs: {} }"];
  }
  if (subject === 'pod' || subject === 'image') {
    return ['container', "import { podOf } from '../hardened';\n", logic, 'podOf({})'];
  }
  const resources = "  resources: [{ group: '', versions: ['v1'], kinds: { TODO: 'todos' } }],\n";
  return ['object', '', resources + logic, "{ apiVersion: 'v1', kind: 'TODO', metadata: { name: 'sample' } }"];
}
