#!/usr/bin/env node
// Says at once that it is there, builds what changed where this is a checkout, and hands over to the compiled command.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

const args = process.argv.slice(2);
// Loading the engine's SDK takes most of a second; nobody should wonder meanwhile whether anything happens.
if (args[0] === 'rehearse' && args.length === 1) process.stdout.write('Palisade: rehearsing a hardened cluster\n');

const builder = new URL('../build.mjs', import.meta.url);
if (existsSync(builder)) await (await import(builder.href)).buildIfStale();
process.exitCode = await createRequire(import.meta.url)('./dist/index.js').main(args);
