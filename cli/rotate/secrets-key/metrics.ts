/** One value of a metric, with its labels. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * The samples of the metrics that are asked for, out of a page of Prometheus' text format.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function samples(page: string, names: ReadonlySet<string>): readonly Sample[] {
  const found: Sample[] = [];
  for (const line of page.split('\n')) {
    const name = /^[A-Za-z_:][\w:]*/.exec(line)?.[0];
    if (name === undefined || !names.has(name)) continue;
    const [, labels = '', value = ''] = /^[\w:]+(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
    found.push({ name, labels: labelsOf(labels), value: Number(value) });
  }
  return found;
}

function labelsOf(text: string): Record<string, string> {
  const pairs = text.matchAll(/([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g);
  return Object.fromEntries(
    [...pairs].map(([, name = '', value = '']) => [
      name,
      value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped)),
    ]),
  );
}
