import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from '../command';

const help = `Usage: palisade docs [--check]

Writes the generated pages below docs/generated/ from the catalogue.

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
    const { renderControls } = await import('@palisade/rules');
    const { projectRoot } = await import('@palisade/rehearsal');
    const pages = [{ path: 'docs/generated/controls.md', text: renderControls() }];
    const stale = pages.filter(({ path, text }) => {
      const file = join(projectRoot(), path);
      return !existsSync(file) || readFileSync(file, 'utf8') !== text;
    });
    if (values.check === true) {
      for (const { path } of stale) process.stderr.write(`${path} is stale: run npm run docs\n`);
      return stale.length > 0 ? 1 : 0;
    }
    for (const { path, text } of stale) {
      const file = join(projectRoot(), path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      process.stdout.write(`wrote ${path}\n`);
    }
    return 0;
  },
};
