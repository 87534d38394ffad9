import { type Properties, UNKNOWN, type Value } from '../engine/provider';

/** The outputs as a preview may know them: what the inputs say stays, all else is unknown until it is made. */
export function foreseen(outputs: Properties, inputs: Properties): Properties {
  const out: Properties = {};
  for (const [name, value] of Object.entries(outputs)) out[name] = foresee(value, inputs[name]);
  return out;
}

function foresee(output: Value, input: Value | undefined): Value {
  if (input === undefined) return UNKNOWN;
  if (input === UNKNOWN || typeof input !== 'object' || input === null) return input;
  if (Array.isArray(input)) {
    if (!Array.isArray(output) || output.length !== input.length) return input;
    return input.map((item, index) => foresee(output[index] ?? item, item));
  }
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return input;
  return foreseen({ ...input, ...output }, input);
}
