import { Names, YamlOutputType } from 'cdk8s';
import type { ApiObjectJson } from './apply-order';
import type { ChartObjects, OrderedCharts } from './order';
import { YamlWriter } from './yaml';

/** A file of manifests. */
export interface ManifestFile {
  /** Below the app's folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** What {@link manifestFiles} makes files of. */
export interface Manifests extends OrderedCharts {
  readonly json: ReadonlyMap<object, ApiObjectJson>;
}

/**
 * The files that cdk8s would write, by its own rules for their names.
 *
 * @param extension such as `.k8s.yaml`
 * @throws Error where two objects would be written to one file, so that one of them would be lost. cdk8s keeps the last.
 */
export function manifestFiles(manifests: Manifests, type: YamlOutputType, extension: string): ManifestFile[] {
  const writer = new YamlWriter();
  const files = new Map<string, { readonly text: string; readonly holds: string }>();
  const add = (path: string, objects: readonly ApiObjectJson[], holds: string): void => {
    const before = files.get(path);
    if (before !== undefined) {
      throw new Error(
        `${path}${extension} would hold ${before.holds} and ${holds}, one written over the other. ${otherWay(type)}`,
      );
    }
    files.set(path, { text: writer.documents(objects), holds });
  };
  const jsonOf = ({ objects }: ChartObjects) => objects.map((object) => manifests.json.get(object) as ApiObjectJson);

  switch (type) {
    case YamlOutputType.FILE_PER_APP:
      if (manifests.charts.length > 0) add('app', manifests.charts.flatMap(jsonOf), 'the app');
      break;
    case YamlOutputType.FILE_PER_CHART:
      for (const [index, each] of manifests.charts.entries()) {
        add(chartName(each, index, manifests), jsonOf(each), each.chart.node.path);
      }
      break;
    default:
      for (const [index, each] of manifests.charts.entries()) {
        const inFolder = type === YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE;
        const folder = inFolder ? `${chartName(each, index, manifests)}/` : '';
        for (const object of each.objects) {
          const json = manifests.json.get(object) as ApiObjectJson;
          const name = `${json.kind}.${json.metadata.name}`.replace(/[^0-9a-zA-Z-_.]/g, '');
          add(`${folder}${name}`, [json], object.node.path);
        }
      }
  }
  return [...files].map(([path, { text }]) => ({ path: `${path}${extension}`, text }));
}

function chartName({ chart }: ChartObjects, index: number, { dependent }: OrderedCharts): string {
  const name = Names.toDnsLabel(chart);
  return dependent ? `${index.toString().padStart(4, '0')}-${name}` : name;
}

function otherWay(type: YamlOutputType): string {
  return type === YamlOutputType.FILE_PER_CHART
    ? 'Give one of the charts another name.'
    : 'Write a file per chart: leave yamlOutputType out, or give one of them another name.';
}
