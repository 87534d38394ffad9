import type { Construct } from 'constructs';
import { clusterOf } from '../cluster';
import type { Problem } from '../construct-error';
import { permissionProblems, tokenProblems } from '../identity';
import { kubernetesVersionProblems } from '../namespace/pod-security';
import { quantityProblems } from '../quantity';
import { containerProblems, pathProblems } from './container-problems';
import type { WorkloadProps } from './pod';
import { portsOf } from './ports';
import { userProblems } from './user';

/**
 * What is wrong with a workload, whatever holds its pods.
 *
 * @param storage - paths at which storage is mounted in the main container
 */
export function workloadProblems(
  workload: Construct,
  name: string,
  props: WorkloadProps,
  storage: readonly string[],
): Problem[] {
  const { allowedRegistries, kubernetesVersion } = clusterOf(workload);
  const { sidecars = {}, initContainers = {}, sharedPaths = {}, tokens = [] } = props;
  const shared = Object.keys(sharedPaths);
  const mounted = [...shared, ...tokens.map(({ path }) => path), ...storage];
  const found = [
    ...nameProblems(name),
    ...kubernetesVersionProblems(kubernetesVersion),
    ...containerProblems('', props, allowedRegistries, mounted),
  ];
  for (const path of mounted.filter((each, index) => mounted.indexOf(each) !== index)) {
    found.push({ found: `two things are to be mounted at '${path}'`, write: 'Write another path for one of them' });
  }
  for (const [key, each] of Object.entries(sidecars)) {
    found.push(...containerProblems(`sidecars.${key}.`, each, allowedRegistries, shared));
  }
  for (const [key, each] of Object.entries(initContainers)) {
    found.push(...containerProblems(`initContainers.${key}.`, each, allowedRegistries, shared));
  }
  if (Object.keys(sidecars).length > 0 && minorOf(kubernetesVersion) < 29) {
    found.push({
      found: `it has sidecars, which Kubernetes ${kubernetesVersion} does not know`,
      write: 'Upgrade the cluster to 1.29 or newer, or do without',
    });
  }
  for (const [path, size] of Object.entries(sharedPaths)) {
    found.push(...pathProblems('sharedPaths', path), ...quantityProblems(`sharedPaths['${path}']`, size, '64Mi'));
  }
  for (const [index, { path }] of tokens.entries()) found.push(...pathProblems(`tokens[${index}].path`, path));
  return [
    ...found,
    ...containerNameProblems([name, ...Object.keys(sidecars), ...Object.keys(initContainers)]),
    ...portNameProblems(props),
    ...userProblems(props.user),
    ...permissionProblems(props.permissions ?? []),
    ...tokenProblems(tokens),
    ...(props.cloudIdentity?.problems() ?? []),
    ...stopProblems(props),
  ];
}

/** Minor version of a cluster, such as 37. */
export function minorOf(kubernetesVersion: string): number {
  return Number(kubernetesVersion.split('.')[1]);
}

// A Service's name begins with a letter; a StatefulSet's and a CronJob's have room for what Kubernetes adds.
function nameProblems(name: string): Problem[] {
  if (/^[a-z]([a-z0-9-]{0,50}[a-z0-9])?$/.test(name)) return [];
  return [
    {
      found: `its id is '${name}', which is no name for it and its Service`,
      write: 'Write at most 52 lower-case letters, digits and hyphens, with a letter first and no hyphen last',
    },
  ];
}

function containerNameProblems(names: readonly string[]): Problem[] {
  const found: Problem[] = [];
  for (const [index, name] of names.entries()) {
    if (index > 0 && !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) {
      found.push({
        found: `a container is named '${name.slice(0, 100)}'`,
        write: 'Write lower-case letters, digits and hyphens, at most 63',
      });
    }
    if (names.indexOf(name) !== index) {
      found.push({ found: `two containers are named '${name}'`, write: 'Write another name for one of them' });
    }
  }
  return found;
}

// All containers of a pod share its address, and one Service names the ports of all.
function portNameProblems(props: WorkloadProps): Problem[] {
  const names = new Set(portsOf(props).map(({ name }) => name));
  const numbers = new Set(portsOf(props).map(({ number, protocol }) => `${number}/${protocol}`));
  const found: Problem[] = [];
  for (const [sidecar, each] of Object.entries(props.sidecars ?? {})) {
    for (const { name, number, protocol } of portsOf(each)) {
      const key = `${number}/${protocol}`;
      if (numbers.has(key)) {
        found.push({
          found: `sidecars.${sidecar} opens port ${key}, as another container does`,
          write: 'Write another',
        });
      } else if (names.has(name)) {
        found.push({
          found: `sidecars.${sidecar} has a port named '${name}', as another container has`,
          write: `Name it: ports: { metrics: ${number} }`,
        });
      }
      names.add(name);
      numbers.add(key);
    }
  }
  return found;
}

function stopProblems(props: WorkloadProps): Problem[] {
  const seconds = props.gracefulStop?.toSeconds() ?? 30;
  const serves = portsOf(props).length > 0;
  if (Number.isInteger(seconds) && seconds >= (serves ? 6 : 1) && seconds <= 3600) return [];
  return [
    {
      found: `gracefulStop is ${seconds} seconds`,
      write: serves ? 'Write 6 seconds to an hour: a server goes on for 5 of them' : 'Write 1 second to an hour',
    },
  ];
}
