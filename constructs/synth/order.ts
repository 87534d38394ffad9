import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** A chart of an app and the objects that it holds itself, each after those that it depends on. */
export interface ChartObjects {
  readonly chart: Chart;
  readonly objects: readonly ApiObject[];
}

/** The charts of an app, each after those that it depends on. */
export interface OrderedCharts {
  readonly charts: readonly ChartObjects[];
  /** Whether any chart depends on another: then the names of the files say the order. */
  readonly dependent: boolean;
}

/** What each construct depends on, in the order in which that was said. */
type Edges = ReadonlyMap<IConstruct, ReadonlySet<IConstruct>>;

/**
 * The order that cdk8s writes an app in, found in one pass. cdk8s walks the whole app again for every chart, and every
 * way through the dependencies.
 *
 * @throws Error where constructs depend on each other in a circle
 */
export function inOrder(app: IConstruct, all: readonly IConstruct[] = app.node.findAll()): OrderedCharts {
  const { edges, dependent } = dependencies(all);
  const charts = topology(all, edges).filter(Chart.isChart);
  if (edges.size > 0) {
    const objectsOf = (chart: Chart) => objectsIn(chart, chart, (nodes) => topology(nodes, edges));
    return { charts: charts.map((chart) => ({ chart, objects: objectsOf(chart) })), dependent };
  }
  const objects = new Map<Chart, ApiObject[]>(charts.map((chart) => [chart, []]));
  for (const one of all) if (ApiObject.isApiObject(one)) objects.get(one.chart)?.push(one);
  return { charts: [...objects].map(([chart, own]) => ({ chart, objects: own })), dependent };
}

/** As cdk8s infers them: a chart depends on its inner charts, and what constructs depend on, their charts and objects do. */
function dependencies(all: readonly IConstruct[]): { edges: Edges; dependent: boolean } {
  const edges = new Map<IConstruct, Set<IConstruct>>();
  const add = (source: IConstruct, target: IConstruct): void => {
    const targets = edges.get(source);
    if (targets === undefined) edges.set(source, new Set([target]));
    else targets.add(target);
  };
  const stated: { readonly source: IConstruct; readonly target: IConstruct }[] = [];
  for (const source of all) for (const target of source.node.dependencies) stated.push({ source, target });
  for (const { source, target } of stated) add(source, target);
  let dependent = false;
  for (const chart of all) {
    if (!Chart.isChart(chart)) continue;
    for (const inner of chart.node.children.filter(Chart.isChart)) {
      add(chart, inner);
      dependent = true;
    }
  }
  for (const { source, target } of stated) {
    const [from, to] = [Chart.of(source), Chart.of(target)];
    if (from !== to) {
      add(from, to);
      dependent = true;
      continue;
    }
    const targets = objectsIn(target, to);
    for (const object of objectsIn(source, from)) {
      for (const needed of targets) if (needed !== object) add(object, needed);
    }
  }
  return { edges, dependent };
}

/** The objects at or below a construct that stand in a chart itself. */
function objectsIn(
  construct: IConstruct,
  chart: Chart,
  order: (nodes: readonly IConstruct[]) => readonly IConstruct[] = (nodes) => nodes,
): ApiObject[] {
  return order(construct.node.findAll()).filter(
    (one): one is ApiObject => ApiObject.isApiObject(one) && one.chart === chart,
  );
}

/** Each after what it depends on; otherwise in the order given. */
function topology(nodes: readonly IConstruct[], edges: Edges): readonly IConstruct[] {
  if (edges.size === 0) return nodes;
  const inside = new Set(nodes);
  const needed = new Set<IConstruct>();
  for (const node of nodes) for (const target of edges.get(node) ?? []) needed.add(target);

  const order: IConstruct[] = [];
  const done = new Set<IConstruct>();
  const under = new Set<IConstruct>();
  const visit = (node: IConstruct): void => {
    if (done.has(node)) return;
    if (under.has(node)) throw new Error(circle([...under], node));
    under.add(node);
    for (const target of edges.get(node) ?? []) if (inside.has(target)) visit(target);
    under.delete(node);
    done.add(node);
    order.push(node);
  };
  // What others need comes with them. In a circle all are needed, hence the second round.
  for (const node of nodes) if (!needed.has(node)) visit(node);
  for (const node of nodes) visit(node);
  return order;
}

function circle(under: readonly IConstruct[], again: IConstruct): string {
  const path = [...under.slice(under.indexOf(again)), again].map((one) => one.node.path);
  return `${path[0]}: depends on itself: ${path.join(' => ')}. Take one of these dependencies away.`;
}
