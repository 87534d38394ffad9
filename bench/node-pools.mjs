#!/usr/bin/env node
// `npm run bench:node-pools`: one stack with 1 to 50 node pools: preview under the pack, and update. Time must grow no
// worse than linearly: the last column, time a pool over what one pool costs, must not grow.
import { table, timed } from './measure.mjs';
import { onStage } from './stage.mjs';

// The first run warms the caches and is not counted.
const sizes = [1, 1, 5, 10, 25, 50];
const rows = [];

for (const size of sizes) {
  await onStage(async (stage, config, policyPack) => {
    const [pattern] = config['palisade:nodePools'];
    const nodePools = Array.from({ length: size }, (_, index) => ({ ...pattern, name: `pool-${index + 1}` }));
    await stage.session.configure({ ...config, 'palisade:nodePools': nodePools });
    const preview = await timed(async () => (await stage.session.preview({ policyPack })).orThrow());
    const up = await timed(async () => (await stage.session.up({ policyPack })).orThrow());
    const resources = (await stage.session.resources()).length;
    rows.push({ size, resources, preview, up });
    process.stderr.write(`${size} pools: ${resources} resources\n`);
  });
}

rows.shift();
const [one] = rows;
const each = ({ size, preview, up }) =>
  size === 1 ? '-' : ((preview + up - one.preview - one.up) / (size - 1) / 1000).toFixed(3);
console.log(
  table(
    ['pools', 'resources', 'preview, s', 'update, s', 'a further pool, s'],
    rows.map((row) => [
      row.size,
      row.resources,
      (row.preview / 1000).toFixed(2),
      (row.up / 1000).toFixed(2),
      each(row),
    ]),
  ),
);
