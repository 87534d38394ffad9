import { outsideText, Reachability } from '..';
import { namespace, networkPolicy, pod } from './manifests';

/** `a` and `b` of namespace `one`, `c` of namespace `two`. */
const ports = [{ name: 'http', containerPort: 8080 }];
const cluster = [
  namespace('one', { team: 'x' }),
  namespace('two', { team: 'y' }),
  pod('one', 'a'),
  pod('one', 'b', { spec: { containers: [{ ports }] } }),
  pod('two', 'c'),
];

/** The model of these three pods and some policies. */
export function modelOf(...policies: object[]): Reachability {
  return new Reachability([...cluster, ...policies].map((object) => ({ ...object })));
}

/** Who can reach `b`, at which ports. */
export function toB(model: Reachability): string[] {
  expect(model.leftOut).toEqual([]);
  return [...model.connections()]
    .filter(({ to }) => to.name === 'b')
    .map(({ from, ports: at }) => `${from.name} ${at}`);
}

/** What `b` may talk with outside. */
export function outsideB(model: Reachability): string[] {
  const b = model.workload('one', 'Pod', 'b');
  if (b === undefined) throw new Error('b is missing');
  return model
    .outside(b)
    .map(({ direction, peer, ports: at }) => `${direction} ${peer === 'anyone' ? peer : outsideText(peer)} ${at}`);
}

/** Whom {@link toB} finds where nothing is refused. */
export const all = ['a any port', 'c any port'];

/** Isolates `b` but from `a`. */
export const allowA = networkPolicy(
  'one',
  { podSelector: { matchLabels: { app: 'b' } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'a' } } }] }] },
  'allow-a',
);

/** Isolates `a` and `b`. */
export const denyAll = networkPolicy('one', { podSelector: {} }, 'deny');
