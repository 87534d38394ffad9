#!/usr/bin/env node
// `npm run bench:preview`: the preview of the whole blueprint with the policy pack against the same without, in turn.
// Bound: 1.25 times.
import { median, table, timed } from './measure.mjs';
import { onStage } from './stage.mjs';

const pairs = Number(process.argv[2] ?? 7);

await onStage(async (stage, _config, policyPack) => {
  const preview = async (options) => (await stage.session.preview(options)).orThrow();
  await preview({ policyPack });
  await preview({});
  const results = [];
  for (let pair = 1; pair <= pairs; pair += 1) {
    const without = await timed(() => preview({}));
    const withPack = await timed(() => preview({ policyPack }));
    results.push({ without, withPack, ratio: withPack / without });
  }
  const row = (name, of, digits) => {
    const values = results.map(of);
    return [name, ...[Math.min(...values), median(values), Math.max(...values)].map((n) => n.toFixed(digits))];
  };
  console.log(
    table(
      [`preview, ${pairs} pairs`, 'min', 'median', 'max'],
      [
        row('without the pack, s', ({ without }) => without / 1000, 2),
        row('with the pack, s', ({ withPack }) => withPack / 1000, 2),
        row('ratio (bound 1.25)', ({ ratio }) => ratio, 2),
      ],
    ),
  );
});
