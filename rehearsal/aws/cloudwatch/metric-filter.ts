import { region } from '../common';
import { block, flag, link, map, text } from '../fields';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known, table } from '../values';
import { refuseFilterPattern } from './filter-pattern';

/** Counts the log lines that match. */
export const logMetricFilter: TypeSpec = {
  type: 'aws:cloudwatch/logMetricFilter:LogMetricFilter',
  inputs: {
    name: text({ replaces: true, min: 1, max: 512, pattern: /^[^:*]+$/ }),
    logGroupName: text({ required: true, replaces: true, link: link(types.logGroup, { by: 'name', mode: 'owned' }) }),
    pattern: text({ required: true, max: 1024, refuse: refuseFilterPattern }),
    applyOnTransformedLogs: flag(),
    metricTransformation: block(
      {
        name: text({ required: true, max: 255, pattern: /^[^:*$]*$/ }),
        namespace: text({ required: true, max: 255, pattern: /^[^:*$]*$/ }),
        value: text({ required: true, max: 100, pattern: /^(\$.+|-?\d+(\.\d+)?)$/ }),
        defaultValue: text({ pattern: /^-?\d+(\.\d+)?$/ }),
        dimensions: map(text({ max: 255 }), { max: 3 }),
        unit: text({ fallback: 'None' }),
      },
      { required: true },
    ),
    region,
  },
  naming: { property: 'name', max: 512 },
  id: ({ inputs }) => String(inputs.name),
  unique: {
    key: (inputs) => {
      const [group, name] = [known(inputs.logGroupName), known(inputs.name)];
      return group && name ? `${group}|${name}` : undefined;
    },
    property: 'name',
    reason: (inputs) =>
      `ResourceAlreadyExistsException: log group ${inputs.logGroupName} already has a metric filter ${inputs.name}`,
  },
  check(scene) {
    const { defaultValue, dimensions } = table(scene.inputs.metricTransformation);
    if (defaultValue !== undefined && dimensions !== undefined) {
      scene.fail(
        'metricTransformation.defaultValue',
        "InvalidParameterException: a default value can't be given together with dimensions",
      );
    }
  },
};
