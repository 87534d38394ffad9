#!/usr/bin/env node
// The built pack as a plugin that needs no language host: `pulumi preview --policy-pack policies/serve.cjs`.
process.chdir(__dirname);
require('./dist/index.js');
