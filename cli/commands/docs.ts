import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Command } from '../command';

const help = `Usage: palisade docs [--check]

Writes the generated pages: those below docs/generated/ from the catalogue, and those below docs/api/ from doc comments.

  --check   write nothing; say which pages are stale

Examples:
  npm run docs
  palisade docs --check

Exit codes: 0 all pages are as they should be; 1 a page is stale (with --check); 2 called wrongly.
`;

/** `palisade docs`: what can be derived is not written by hand. */
export const docs: Command = {
  name: 'docs',
  summary: 'write the generated pages of the documentation',
  help,
  options: { check: { type: 'boolean' } },
  run: async ({ values }) => {
    const { renderDocs } = await import('@palisade/rules');
    const { projectRoot } = await import('@palisade/rehearsal');
    const root = projectRoot();
    const { apiPages, documentedApi } = await import('../docs/api.js');
    const pages = [...renderDocs(), ...apiPages(documentedApi(root))];
    const stale = pages.filter(({ path, text }) => {
      const file = join(root, path);
      return !existsSync(file) || readFileSync(file, 'utf8') !== text;
    });
    const known = new Set(pages.map(({ path }) => path));
    const surplus = derivedPages(root).filter((path) => !known.has(path));
    if (values.check === true) {
      for (const { path } of stale) process.stderr.write(`${path} is stale: run npm run docs\n`);
      for (const path of surplus) process.stderr.write(`${path} is of nothing that there is: run npm run docs\n`);
      return stale.length + surplus.length > 0 ? 1 : 0;
    }
    for (const { path, text } of stale) {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      process.stdout.write(`wrote ${path}\n`);
    }
    for (const path of surplus) {
      rmSync(join(root, path));
      process.stdout.write(`removed ${path}\n`);
    }
    return 0;
  },
};

/** The pages in folders that hold derived ones alone; one whose subject is gone must go too. */
function derivedPages(root: string): string[] {
  return ['docs/generated/rules', 'docs/api'].flatMap((folder) => {
    if (!existsSync(join(root, folder))) return [];
    const entries = readdirSync(join(root, folder), { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
  });
}
